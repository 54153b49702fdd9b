import {
  AutoencoderDetector,
  detectStream,
  movingDeviations,
  SeriesDetector,
  windowStream,
} from '@ae/anomaly'
import { createRng, lstmDecoder, lstmEncoder } from '@ae/core'
import { useWasm } from '@ae/wasm'

await useWasm()

// #region use
// A wave that rises and falls every 24 steps, and drifts; then one that stands still for a while.
const noise = createRng(1).normalArray(2000)
const wave = Float64Array.from(noise, (z, t) => Math.sin((2 * Math.PI * t) / 24) + t / 500 + 0.05 * z)
const spoilt = Float64Array.from(wave, (value, t) => (t >= 1700 && t < 1724 ? (wave[1700] ?? 0) : value))

// In units of the 96 steps before: the drift is gone.
const asked = movingDeviations(spoilt, { window: 96 })
const normal = { values: asked.values.subarray(96, 1000), width: 1 }

const detector = await SeriesDetector.fit(normal, AutoencoderDetector, {
  window: 16,
  inputShape: [16, 1],
  encoder: lstmEncoder({ units: [16] }), // without them: convolutions
  decoder: lstmDecoder({ units: [16] }),
  latentDim: 3,
  networks: 1,
  steps: 600,
  learningRate: 0.003,
  seed: 1,
})
const { scores, anomalous } = await detector.detect(asked) // one a step, of the window that ends there
const [first] = await detector.explain(asked, 1710) // { step, channel, value, contribution, share }
// #endregion use

const count = (from: number, to: number): number => anomalous.slice(from, to).filter(Boolean).length
console.log(
  'flagged of 700 before the event',
  count(1000, 1700),
  'of its 24',
  count(1700, 1724),
  'of 260 after',
  count(1740, 2000),
)
console.log('score at 1,690', scores[1690], 'and at 1,715', scores[1715], 'most to blame at 1,710', first)

// #region stream
const steps = new ReadableStream<number>({
  start(to) {
    for (const value of asked.values) to.enqueue(value)
    to.close()
  },
})
let flagged = 0
for await (const { anomalous: alarm } of steps
  .pipeThrough(windowStream({ window: detector.window }))
  .pipeThrough(detectStream(detector.detector))) {
  if (alarm === true) flagged++
}
// #endregion stream

console.log('flagged in the stream', flagged, 'of', anomalous.filter(Boolean).length)
detector.dispose()
