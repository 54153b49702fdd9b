import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { ChildAnswer, ChildOrder, ChildRequest } from './child-request'
import type { Footprint, Peer, Session } from './peer'

/** A peer in JavaScript, and how it is run. */
export interface ChildPeerOptions {
  /** Whose backend. */
  readonly backend: ChildRequest['backend']
  /** Threads that share the work. */
  readonly threads: number
  /** How ours rounds. */
  readonly simd: string
  /** Seconds that one answer may take before the process is ended. */
  readonly limit: number
  /** Workloads it takes part in; all where it is left out. */
  readonly only?: readonly string[]
}

/** A peer that runs in a process of its own for each workload. */
export function childPeer({ backend, threads, simd, limit, only }: ChildPeerOptions): Peer {
  return {
    backend,
    threads,
    takes: (workload) => only === undefined || only.includes(workload),
    open: (workload) => new ChildSession({ backend, workload, threads, simd }, limit),
  }
}

class ChildSession implements Session {
  readonly #limit: number
  readonly #child: ChildProcess
  readonly #heard: string[] = []

  constructor(request: ChildRequest, limit: number) {
    this.#limit = limit
    this.#child = fork(fileURLToPath(new URL('./child.ts', import.meta.url)), [JSON.stringify(request)], {
      execArgv: ['--conditions=@ae/source', '--import', 'tsx'],
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    })
    this.#child.stderr?.on('data', (text: unknown) => this.#heard.push(String(text)))
  }

  async time(seconds: number): ReturnType<Session['time']> {
    const answer = await this.#ask({ seconds })
    if ('times' in answer) return answer.times
    throw new Error('fails' in answer ? answer.fails : 'no times came back')
  }

  async close(): Promise<Footprint> {
    if (!this.#child.connected) return {}
    const answer = await this.#ask('close')
    return 'footprint' in answer ? answer.footprint : {}
  }

  #ask(order: ChildOrder): Promise<ChildAnswer> {
    return new Promise((resolve) => {
      const child = this.#child
      const settle = (answer: ChildAnswer): void => {
        clearTimeout(timer)
        child.off('message', settle)
        child.off('exit', ended)
        resolve(answer)
      }
      const ended = (): void =>
        settle({ fails: this.#heard.join('').trim().split('\n').at(-1) || 'its process ended' })
      const timer = setTimeout(() => {
        settle({ fails: `took more than ${this.#limit} s` })
        child.kill('SIGKILL')
      }, this.#limit * 1000)
      child.on('message', settle)
      child.on('exit', ended)
      if (child.connected) child.send(order)
      else ended()
    })
  }
}
