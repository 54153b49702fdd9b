import { Autoencoder, asNetwork, createRng, inferenceContext, mlp, nearestCode } from '@ae/core'
import { useWasm, type WasmOptions } from '@ae/wasm'
import * as tf from '@tensorflow/tfjs'
import type { Line, TimeLine } from './line'
import { stepTimer } from './time-steps'
import type { Run } from './workload'
import { trainingRun } from './workloads/training'

/** How growth is measured. */
export interface ScalingOptions {
  /** Threads that share the work. */
  readonly threads: number
  /** How products are rounded. */
  readonly simd: string
  /** For each size. */
  readonly seconds: number
}

/** Something that is done at several sizes. */
interface Growth {
  readonly name: string
  readonly sizes: readonly number[]
  /** How much work a size is, in `unit`. */
  readonly unit: string
  /** Largest exponent; absent where it is only reported. */
  readonly bar?: number
  start(size: number): Run
}

const GROWTHS: readonly Growth[] = [
  {
    name: 'score rows of 30',
    unit: 'rows',
    // More than the caches hold: below, a row is cheaper, and growth is that of misses.
    sizes: [80_000, 160_000, 320_000, 640_000],
    bar: 1.15,
    start(rows) {
      const request = { subject: 'bench', inputShape: [30], outputShape: [30], rng: createRng(1) }
      const network = asNetwork(mlp({ hiddenUnits: [16, 8, 16] }), request)
      const x = createRng(2).uniform([rows, 30])
      return once([x], () => network.apply(x, inferenceContext()))
    },
  },
  {
    name: 'nearest of 1,024 codes of 32',
    unit: 'rows',
    sizes: [10_000, 40_000, 160_000],
    bar: 1.15,
    start(rows) {
      const [x, codes] = [createRng(1).normal([rows, 32]), createRng(2).normal([1024, 32])]
      return once([x, codes], () => nearestCode(x, codes))
    },
  },
  {
    name: 'train 784-256-32, batch',
    unit: 'rows',
    sizes: [32, 128, 512, 2048],
    start: (batch) => trained(batch, 256),
  },
  {
    name: 'train 784-N-32, batch 128, N',
    unit: 'units',
    sizes: [64, 256, 1024],
    start: (units) => trained(128, units),
  },
]

/** Times each at its sizes; then the exponent of size that time grows with, of the least disturbed steps. */
export async function* runScaling({
  threads,
  simd,
  seconds,
}: ScalingOptions): AsyncGenerator<Line, void, void> {
  // useWasm refuses what is no kind of SIMD.
  const { backend } = await useWasm({ threads, simd: simd as NonNullable<WasmOptions['simd']> })
  for (const { name, sizes, unit, bar, start } of GROWTHS) {
    const lines: TimeLine[] = []
    for (const size of sizes) {
      const run = start(size)
      const times = await stepTimer(run)(seconds)
      run.dispose()
      const perSecond = (1000 * size) / times.ms
      const line = { backend, workload: `${name} ${size}`, ...times, perSecond, unit, threads }
      lines.push(line)
      yield line
    }
    const value = exponent(
      sizes,
      lines.map(({ p10 }) => p10),
    )
    yield {
      figure: `exponent of the size in time, ${name}`,
      value,
      unit: '',
      ...(bar === undefined ? {} : { bar, pass: value <= bar }),
    }
  }
}

/** Slope of log time over log size, by least squares. */
function exponent(sizes: readonly number[], times: readonly number[]): number {
  const [x, y] = [sizes.map(Math.log), times.map(Math.log)]
  const mean = (values: readonly number[]): number => values.reduce((sum, v) => sum + v, 0) / values.length
  const [mx, my] = [mean(x), mean(y)]
  return mean(x.map((v, i) => (v - mx) * ((y[i] ?? 0) - my))) / mean(x.map((v) => (v - mx) ** 2))
}

function once(owned: readonly tf.Tensor[], f: () => tf.Tensor): Run {
  return {
    async step() {
      f().dispose()
      return 0
    },
    dispose: () => tf.dispose([...owned]),
  }
}

function trained(batch: number, units: number): Run {
  const model = new Autoencoder({
    inputShape: [784],
    latentDim: 32,
    encoder: mlp({ hiddenUnits: [units] }),
    decoder: mlp({ hiddenUnits: [units] }),
    reconstruction: 'mse',
  })
  return trainingRun(model, createRng(1).uniform([batch, 784]))
}
