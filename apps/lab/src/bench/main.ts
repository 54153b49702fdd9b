import { existsSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import process from 'node:process'
import { fromCaller, parseCommandLine } from '../command-line'
import { thisMachine } from '../machine'
import type { Line } from './line'
import { childPeer } from './peers/child-peer'
import type { Peer } from './peers/peer'
import { torchPeer, torchVersion } from './peers/torch-peer'
import { printLine } from './print-line'
import { PEAKS } from './ratios'
import { runBench } from './run-bench'
import { runScaling } from './scaling'
import { workloads } from './workloads'

const PEERS = ['ours', 'pytorch', 'tfjs-wasm', 'tfjs-wasm-patched', 'tfjs-cpu']

const USAGE = `pnpm bench [NAME…] [--json] [--peers LIST] [--threads N] [--simd relaxed] [--seconds S] [--rounds R]
           [--limit S] [--torch SCRIPT] [--python PYTHON]
pnpm bench scaling [--json]

Times the workloads on our backend, on one thread and on N (default: 2), and beside it on the peers of LIST:
${PEERS.join(', ')} (default: all).

They take turns, R times (default 3) for S / R seconds (default 3 / 3), each in a process of its own. Where SCRIPT (torch_bench.py,
or AE_TORCH_BENCH) or a Python with torch 2 (or AE_PYTHON; default python3) is missing, PyTorch's times are those of
the targets' table, scaled by what tfjs' wasm backend takes for a product here. What is not done with a turn after --limit seconds
(default 100) is ended; tfjs' cpu backend needs 45 seconds and more for one step of the convolutional networks.
Everything takes about 12 minutes on a quiet machine of two cores; with --peers ours,pytorch it takes 4.
\`scaling\` shows how time grows with rows, batch and width instead.`

const { values, positionals } = parseCommandLine(USAGE, {
  allowPositionals: true,
  options: {
    json: { type: 'boolean', default: false },
    peers: { type: 'string', default: PEERS.join(',') },
    threads: { type: 'string', default: String(Math.min(2, availableParallelism())) },
    simd: { type: 'string', default: 'strict' },
    seconds: { type: 'string', default: '3' },
    rounds: { type: 'string', default: '3' },
    limit: { type: 'string', default: '100' },
    torch: { type: 'string', default: process.env.AE_TORCH_BENCH ?? '' },
    python: { type: 'string', default: process.env.AE_PYTHON ?? 'python3' },
  },
})

const { simd, python } = values
const script = values.torch === '' ? '' : fromCaller(values.torch)
const [threads, seconds, rounds, limit] = [values.threads, values.seconds, values.rounds, values.limit].map(
  Number,
)
const print = (line: Line): void => console.log(values.json ? JSON.stringify(line) : printLine(line))

if (positionals[0] === 'scaling') {
  print({ ...thisMachine(), simd })
  for await (const line of runScaling({ threads: threads ?? 1, simd, seconds: seconds ?? 1 })) print(line)
} else {
  const strangers = [
    ...positionals.filter((name) => !workloads.some((workload) => workload.name === name)),
    ...values.peers.split(',').filter((name) => !PEERS.includes(name)),
  ]
  if (strangers.length > 0) {
    console.error(`There is no ${strangers.join(', no ')}.\n\n${USAGE}`)
    process.exit(2)
  }
  const chosen = workloads.filter(({ name }) => positionals.length === 0 || positionals.includes(name))
  const wanted = values.peers.split(',')
  const version = wanted.includes('pytorch') && existsSync(script) ? await torchVersion(python) : undefined
  print({ ...thisMachine(), simd, ...(version === undefined ? {} : { torch: version }) })
  const scaled = wanted.includes('pytorch') && version === undefined
  // What a machine is measured by, where PyTorch itself cannot be.
  if (scaled && !chosen.some(({ name }) => name === 'matmul-1024'))
    chosen.push(...workloads.filter(({ name }) => name === 'matmul-1024'))
  const lines = runBench({
    workloads: chosen,
    peers: peersOf(wanted, version !== undefined),
    seconds: seconds ?? 3,
    rounds: rounds ?? 3,
    scaled,
  })
  for await (const line of lines) print(line)
}

function peersOf(wanted: readonly string[], torch: boolean): readonly Peer[] {
  const counts = [...new Set([threads ?? 1, 1])]
  const names = workloads.map(({ name }) => name).filter((name) => !PEAKS.includes(name))
  const js = { simd, limit: limit ?? 100, threads: 1 }
  const all: Readonly<Record<string, () => readonly Peer[]>> = {
    ours: () =>
      counts.map((count) =>
        childPeer({
          ...js,
          backend: 'ae-wasm',
          threads: count,
          only: count === 1 ? [...names, ...PEAKS] : names,
        }),
      ),
    pytorch: () => (torch ? counts.map((count) => torchPeer({ python, script, threads: count })) : []),
    'tfjs-wasm': () => [
      childPeer({
        ...js,
        backend: 'tfjs-wasm',
        only: wanted.includes('tfjs-wasm') ? names : ['matmul-1024'],
      }),
    ],
    // The others run on tfjs' backend as it is.
    'tfjs-wasm-patched': () => [
      childPeer({ ...js, backend: 'tfjs-wasm-patched', only: ['conv', 'vqvae', 'speech', 'sequence'] }),
    ],
    'tfjs-cpu': () => [childPeer({ ...js, backend: 'tfjs-cpu', only: names })],
  }
  const needed = torch || !wanted.includes('pytorch') ? wanted : [...wanted, 'tfjs-wasm']
  return PEERS.filter((name) => needed.includes(name)).flatMap((name) => all[name]?.() ?? [])
}
