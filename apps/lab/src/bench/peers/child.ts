import process from 'node:process'
import { stepTimer } from '../time-steps'
import type { Times } from '../times'
import type { Run } from '../workload'
import type { ChildAnswer, ChildOrder, ChildRequest } from './child-request'

// Each peer runs in a process of its own, so that none profits or suffers from what another has loaded or repaired.

// What the parent wrote, see child-peer.ts.
const request = JSON.parse(process.argv[2] ?? '{}') as ChildRequest
let started = Number.NaN
let ready = Number.NaN
let first = Number.NaN
let timer: ((seconds: number) => Promise<Times>) | undefined

async function startRun(): Promise<Run> {
  if (request.backend === 'ae-wasm') {
    const { startOurs } = await import('./ours')
    started = performance.now()
    const start = await startOurs(request)
    ready = performance.now()
    return start()
  }
  const { startStock } = await import('../stock/start')
  started = performance.now()
  const start = await startStock(request)
  ready = performance.now()
  return start()
}

/** The run, whose first step is remembered. */
function watched(run: Run): Run {
  return {
    async step() {
      const value = await run.step()
      if (Number.isNaN(first)) first = performance.now()
      return value
    },
    dispose: () => run.dispose(),
  }
}

async function answer(order: ChildOrder): Promise<ChildAnswer> {
  if (order === 'close') {
    const peakMegabytes = process.resourceUsage().maxRSS / 1024
    return { footprint: { peakMegabytes, readyMs: ready - started, firstStepMs: first - ready } }
  }
  try {
    timer ??= stepTimer(watched(await startRun()))
    return { times: await timer(order.seconds) }
  } catch (error) {
    return { fails: error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error) }
  }
}

process.on('message', (order: ChildOrder) => {
  answer(order)
    .then((given) => process.send?.(given))
    .then(() => {
      if (order === 'close') process.disconnect?.()
    })
    .catch((error: unknown) => {
      console.error(error)
      process.exit(1)
    })
})
