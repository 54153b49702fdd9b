import process from 'node:process'
import { Autoencoder, conv2dDecoder, conv2dEncoder, fit } from '@ae/core'
import * as tf from '@tensorflow/tfjs'
import type { Experiment, Lab } from '../experiment'

/** Seconds of training, in a full run and in a quick one. */
const FULL_SECONDS = 1800
const QUICK_SECONDS = 120
/** Samples of the control, which leaks. */
const CONTROL_SAMPLES = 20
/** Share of the samples that do not count: caches fill, code is compiled, memory finds its size. */
const WARM_UP = 0.2
/** Share of the samples that are compared, after the warm-up and at the end. */
const TENTH = 0.1
const BATCH = 128
/** Steps between two samples. */
const SAMPLE_EVERY = 5
/** Nothing may be left over. */
const NONE = { max: 0 }
/** Share by which blocks of different sizes may lie differently in the end. */
const HEAP_GROWTH = { max: 0.01 }
/** The engine's own garbage comes and goes; the least of a tenth of the time is what cannot be collected. */
const PROCESS_GROWTH = { full: { max: 0.05 }, quick: { max: 0.1 } }

/** Trains the convolutional workload for long, and looks whether anything grows. */
export const soak: Experiment = {
  name: 'soak',
  claim: 'thirty minutes of convolutional training (two where quick) leave memory as it was',
  async run(lab) {
    const limit = lab.quick ? QUICK_SECONDS : FULL_SECONDS
    const { first, last, steps, fall } = await train(lab, false, ({ seconds }) => seconds >= limit)
    lab.report('steps', steps, { full: { min: 1000 }, quick: { min: 100 } })
    lab.report('loss-over-first', fall, { full: { max: 0.3 }, quick: { max: 0.6 } })
    const tensors = most(last, 'tensors') - most(first, 'tensors')
    lab.report('tensors-growth', tensors, { full: NONE, quick: NONE })
    const heap = most(last, 'heap') / most(first, 'heap') - 1
    lab.report('heap-growth', heap, { full: HEAP_GROWTH, quick: HEAP_GROWTH })
    lab.report('heap-megabytes', most(last, 'heap') / 2 ** 20)
    lab.report('process-growth', least(last, 'process') / least(first, 'process') - 1, PROCESS_GROWTH)
    lab.report('process-megabytes', least(last, 'process') / 2 ** 20)
    const leak = await train(lab, true, (_, count) => count >= CONTROL_SAMPLES)
    const noticed = { min: 1 }
    lab.report('leak-control-tensors-growth', most(leak.last, 'tensors') - most(leak.first, 'tensors'), {
      full: noticed,
      quick: noticed,
    })
  },
}

/** How much there is at one moment. */
interface Sample {
  readonly seconds: number
  readonly tensors: number
  /** Bytes of tensors' blocks in the backend's memory. */
  readonly heap: number
  /** Bytes of the whole process that are in memory. */
  readonly process: number
}

interface Soaked {
  /** The first tenth of the samples after the warm-up, and the last. */
  readonly first: readonly Sample[]
  readonly last: readonly Sample[]
  readonly steps: number
  /** The last loss, in units of the first. */
  readonly fall: number
}

/** Trains until a sample is the last; with a leak of one number a sample, for the control. */
async function train(
  lab: Lab,
  leaking: boolean,
  isLast: (sample: Sample, count: number) => boolean,
): Promise<Soaked> {
  const model = new Autoencoder({
    inputShape: [28, 28, 1],
    latentDim: 16,
    encoder: conv2dEncoder({ filters: [32, 64] }),
    decoder: conv2dDecoder({ filters: [64, 32] }),
    seed: lab.seed,
  })
  const samples: Sample[] = []
  const leaked: tf.Tensor[] = []
  const begin = performance.now()
  const losses: number[] = []
  await fit(model, lab.digits.train.images.batch(BATCH), {
    epochs: Number.MAX_SAFE_INTEGER,
    seed: lab.seed,
    readEvery: SAMPLE_EVERY,
    callbacks: [
      {
        name: 'soak',
        onStep({ step, total }, run) {
          losses.push(total)
          if (step % SAMPLE_EVERY > 0) return
          if (leaking) leaked.push(tf.scalar(step))
          const sample = sampleNow((performance.now() - begin) / 1000)
          samples.push(sample)
          lab.progress(`soak  ${sample.seconds.toFixed(0)} s, loss ${total.toFixed(4)}`)
          if (isLast(sample, samples.length)) run.stop('the time is up')
        },
      },
    ],
  })
  model.dispose()
  tf.dispose(leaked)
  const part = (from: number): readonly Sample[] =>
    samples.slice(Math.floor(from * samples.length), Math.ceil((from + TENTH) * samples.length))
  return {
    first: part(WARM_UP),
    last: part(1 - TENTH),
    steps: losses.length,
    fall: (losses.at(-1) ?? Number.NaN) / (losses[0] ?? 0),
  }
}

function sampleNow(seconds: number): Sample {
  // Our backend adds how much of its memory is in use; tfjs' type does not say so.
  const { numTensors, numBytesInHeap } = tf.memory() as tf.MemoryInfo & { readonly numBytesInHeap: number }
  return { seconds, tensors: numTensors, heap: numBytesInHeap, process: process.memoryUsage.rss() }
}

type Quantity = 'tensors' | 'heap' | 'process'

function most(samples: readonly Sample[], quantity: Quantity): number {
  return Math.max(...samples.map((sample) => sample[quantity]))
}

function least(samples: readonly Sample[], quantity: Quantity): number {
  return Math.min(...samples.map((sample) => sample[quantity]))
}
