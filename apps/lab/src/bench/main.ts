import process from 'node:process'
import { useWasm, type WasmOptions } from '@ae/wasm'
import { parseCommandLine } from '../command-line'
import { type Times, timeRun } from './time-run'
import { timeTorch } from './torch'
import { workloads } from './workloads'

const USAGE = `pnpm bench [NAME…] [--json] [--threads N] [--simd relaxed] [--seconds S] [--torch SCRIPT] [--python PYTHON]

Times the workloads, and PyTorch beside them where SCRIPT (the peers' torch_bench.py, or AE_TORCH_BENCH) is given.`

const { values, positionals } = parseCommandLine(USAGE, {
  allowPositionals: true,
  options: {
    json: { type: 'boolean', default: false },
    threads: { type: 'string' },
    simd: { type: 'string', default: 'strict' },
    seconds: { type: 'string', default: '3' },
    torch: { type: 'string', default: process.env.AE_TORCH_BENCH ?? '' },
    python: { type: 'string', default: process.env.AE_PYTHON ?? 'python3' },
  },
})

const seconds = Number(values.seconds)
const chosen = workloads.filter(({ name }) => positionals.length === 0 || positionals.includes(name))
const { backend, threads, simd } = await useWasm({
  simd: values.simd as NonNullable<WasmOptions['simd']>,
  ...(values.threads === undefined ? {} : { threads: Number(values.threads) }),
})
const torch =
  values.torch === ''
    ? new Map<string, Times>()
    : timeTorch(
        chosen.map(({ name }) => name),
        { python: values.python, script: values.torch, threads, seconds },
      )
if (!values.json) console.log(`${backend}, ${threads} threads, ${simd} SIMD, Node ${process.version}\n`)
for (const { name, amount, unit, must, start } of chosen) {
  const run = await start()
  const times = await timeRun(run, seconds)
  run.dispose()
  const peer = torch.get(name)
  const ratio = peer === undefined ? undefined : peer.ms / times.ms
  if (values.json) {
    const { ms, p10, p90 } = times
    console.log(
      JSON.stringify({
        backend,
        workload: name,
        ms,
        p10,
        p90,
        perSecond: (1000 * amount) / ms,
        unit,
        threads,
        simd,
        node: process.version,
        ...(ratio === undefined ? {} : { pytorchMs: peer?.ms, ratio, must }),
      }),
    )
  } else {
    const beside =
      ratio === undefined
        ? ''
        : `   PyTorch ${peer?.ms.toFixed(2).padStart(8)} ms   ratio ${ratio.toFixed(2)}${must === undefined ? '' : ` (must ${must})`}`
    console.log(`${name.padEnd(12)} ${times.ms.toFixed(3).padStart(9)} ms${beside}`)
  }
}
