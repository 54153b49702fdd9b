import { packageSize } from './figures'
import type { FailLine, Line, TimeLine } from './line'
import type { Peer, Session } from './peers/peer'
import { ratiosOf } from './ratios'
import { scaledTorch } from './scaled-torch'
import { isSlow } from './time-steps'
import { mergeRounds, type Times } from './times'
import type { Workload } from './workload'
import { workloads } from './workloads'

/** What is run, and how long. */
export interface BenchPlan {
  /** In the order in which they are run. */
  readonly workloads: readonly Workload[]
  /** In the order in which they take turns. */
  readonly peers: readonly Peer[]
  /** Seconds for each workload on each peer. */
  readonly seconds: number
  /** Turns that the seconds are spent in: what disturbs the machine for a while hits all. */
  readonly rounds: number
  /** Whether PyTorch's times are those of the table. */
  readonly scaled: boolean
}

/** Runs everything and gives the lines as they come, then ratios and figures. */
export async function* runBench(plan: BenchPlan): AsyncGenerator<Line, void, void> {
  const lines: Line[] = []
  for (const workload of plan.workloads) {
    const peers = plan.peers.filter((peer) => peer.takes(workload.name))
    for (const line of await takeTurns(workload, peers, plan)) {
      lines.push(line)
      yield line
    }
  }
  const matmul = lines.find(
    (line): line is TimeLine =>
      'ms' in line && line.backend === 'tfjs-wasm' && line.workload === 'matmul-1024',
  )
  if (plan.scaled && matmul !== undefined) {
    const ours = lines.filter((line): line is TimeLine => 'ms' in line && line.backend === 'ae-wasm')
    for (const line of ours) {
      const scaled = scaledTorch(line, matmul.ms)
      if (scaled === undefined) continue
      lines.push(scaled)
      yield scaled
    }
  }
  yield* ratiosOf(lines)
  if (plan.workloads.length === workloads.length) yield* await packageSize()
}

/** One peer after the other, several times. */
async function takeTurns(
  { name: workload, amount, unit }: Workload,
  peers: readonly Peer[],
  { seconds, rounds }: BenchPlan,
): Promise<readonly (TimeLine | FailLine)[]> {
  const runs = peers.map((peer): Turns => ({ peer, session: peer.open(workload), rounds: [] }))
  for (let round = 0; round < rounds; round++) {
    for (const run of runs) await oneTurn(run, seconds / rounds)
  }
  const lines: (TimeLine | FailLine)[] = []
  for (const { peer, session, rounds: done, fails } of runs) {
    const footprint = await session.close()
    const { backend, threads } = peer
    if (fails !== undefined) lines.push({ backend, workload, threads, fails })
    else {
      const times = mergeRounds(done)
      lines.push({
        backend,
        workload,
        ...times,
        perSecond: (1000 * amount) / times.ms,
        unit,
        threads,
        ...footprint,
      })
    }
  }
  return lines
}

interface Turns {
  readonly peer: Peer
  readonly session: Session
  readonly rounds: Times[]
  fails?: string
}

async function oneTurn(run: Turns, seconds: number): Promise<void> {
  if (run.fails !== undefined || run.rounds.some(isSlow)) return
  try {
    run.rounds.push(await run.session.time(seconds))
  } catch (error) {
    run.fails = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)
  }
}
