import process from 'node:process'
import { AutoencoderDetector, compileDetector, type Detector, detectStream } from '@ae/anomaly'
import { AeError, createRng } from '@ae/core'
import { compileScorer } from '@ae/wasm'
import * as tf from '@tensorflow/tfjs'
import type { Experiment, Lab } from '../experiment'

/** Numbers in a row. */
const WIDTH = 20
/** Rows that are pushed one at a time. */
const ROWS = 2000
/** Passes over them, of which the median counts, after as many that do not. */
const PASSES = 15
/** Rows that pass through a stream. */
const STREAMED = { full: 10_000_000, quick: 100_000 }
/** Rows scored together in a stream. */
const BATCH = 1024
/** Times that memory is looked at. */
const SAMPLES = 100
/** Bytes that the heap's own garbage may come and go by. */
const FLAT = 4 * 2 ** 20

/** What a row costs when rows come one at a time, and when they come by the million. */
export const latency: Experiment = {
  name: 'latency',
  claim: 'a row is decided in microseconds, and ten million of them pass in the memory of one batch',
  data: 'rows of 20 numbers',
  async run(lab) {
    const values = createRng(lab.seed).normalArray(2 * ROWS * WIDTH)
    const detector = await AutoencoderDetector.fit({ values, width: WIDTH }, { steps: 100, seed: lab.seed })
    const rows = Array.from({ length: ROWS }, (_, i) =>
      Array.from(values.subarray(i * WIDTH, (i + 1) * WIDTH)),
    )
    await oneAtATime(lab, detector, rows)
    await inAStream(lab, detector, rows)
    detector.dispose()
  },
}

type TableRow = readonly number[]

/** Times are told without a bar where quick: a machine that tests has other work beside. */
async function oneAtATime(lab: Lab, detector: Detector, rows: readonly TableRow[]): Promise<void> {
  const { 'encoder-0': encoder, 'decoder-0': decoder } = detector.store().networks
  if (encoder === undefined || decoder === undefined) {
    throw new AeError('state', 'latency: expected an encoder and a decoder. Received: none.')
  }
  const [encode, decode] = [await compileScorer(encoder), await compileScorer(decoder)]
  const numbers = rows.map((row) => Float32Array.from(row))
  const net = medianMicroseconds(numbers, (row) => decode(encode(row))[0] ?? 0)
  lab.report('net-microseconds', net, { full: { max: 18 } })
  const compiled = await compileDetector(detector, { compile: compileScorer })
  const push = medianMicroseconds(rows, (row) => compiled.push(row).score)
  lab.report('push-microseconds', push, { full: { max: 50 } })
  const plain = await compileDetector(detector)
  lab.report(
    'push-without-wasm-microseconds',
    medianMicroseconds(rows, (row) => plain.push(row).score),
  )
  const scores = await detector.score(rows)
  const apart = rows.map((row, i) => Math.abs(compiled.push(row).score / (scores[i] ?? Number.NaN) - 1))
  const close = { max: 1e-3 }
  lab.report('push-relative-difference', Math.max(...apart), { full: close, quick: close })
}

/** Median over passes of the mean over rows. */
function medianMicroseconds<T>(rows: readonly T[], f: (row: T) => number): number {
  const times: number[] = []
  let sum = 0
  for (let pass = 0; pass < 2 * PASSES; pass++) {
    const begun = performance.now()
    // Summed, or an engine might see that nobody asks.
    for (const row of rows) sum += f(row)
    if (pass >= PASSES) times.push(((performance.now() - begun) / rows.length) * 1000)
  }
  times.sort((a, b) => a - b)
  return Number.isFinite(sum) ? (times[Math.floor(times.length / 2)] ?? Number.NaN) : Number.NaN
}

async function inAStream(lab: Lab, detector: Detector, rows: readonly TableRow[]): Promise<void> {
  const count = lab.quick ? STREAMED.quick : STREAMED.full
  let sent = 0
  const source = new ReadableStream<TableRow>({
    pull(to) {
      if (sent < count) to.enqueue(rows[sent++ % rows.length] ?? [])
      else to.close()
    },
  })
  const heaps: number[] = []
  let [received, most] = [0, 0]
  const tensors = tf.memory().numTensors
  const begun = performance.now()
  for await (const { score } of source.pipeThrough(detectStream(detector, { batchSize: BATCH }))) {
    if (!Number.isFinite(score)) break
    received++
    // Backpressure: what has been sent and not been received waits in the stream.
    most = Math.max(most, sent - received)
    if (received % (count / SAMPLES) > 0) continue
    heaps.push(process.memoryUsage().heapUsed)
    lab.progress(`${received} rows`)
  }
  const seconds = (performance.now() - begun) / 1000
  const whole = { min: count, max: count }
  lab.report('stream-rows', received, { full: whole, quick: whole })
  lab.report('stream-rows-a-second', received / seconds, { full: { min: 100_000 } })
  const waiting = { max: 2 * BATCH + 16 }
  lab.report('stream-rows-waiting', most, { full: waiting, quick: waiting })
  const none = { max: 0 }
  lab.report('stream-tensors-growth', tf.memory().numTensors - tensors, { full: none, quick: none })
  // The least of a fifth is what was not garbage; the first fifth fills caches.
  const fifth = SAMPLES / 5
  const growth = Math.min(...heaps.slice(-fifth)) - Math.min(...heaps.slice(fifth, 2 * fifth))
  lab.report('stream-heap-growth-bytes', growth, { full: { max: FLAT }, quick: { max: FLAT } })
}
