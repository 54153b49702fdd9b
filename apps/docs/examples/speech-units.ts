import { adam, createRng, fit, fromTensors } from '@ae/core'
import { codebookDiagnostics, EmaQuantizer, SpeechUnits, speechUnitDecoder, speechUnitEncoder } from '@ae/vq'
import { useWasm } from '@ae/wasm'
import * as tf from '@tensorflow/tfjs'

await useWasm()

// Stand-ins for log-mel frames: sounds of 8 frames each, louder in some bands by who speaks.
const [rows, frames, bands, speakers] = [240, 48, 40, 3]
const rng = createRng(1)
const sounds = rng.fork('sounds').normal([6, bands])
const said = Array.from({ length: (rows * frames) / 8 }, (_, i) => rng.fork(`sound ${i}`).integer(6))
const speaker = tf.tensor1d(
  Array.from({ length: rows }, (_, row) => row % speakers),
  'int32',
)
const x = tf.tidy(() => {
  const steady = sounds
    .gather(said)
    .reshape([rows, frames / 8, 1, bands])
    .tile([1, 1, 8, 1])
  const voices = rng.fork('voices').normal([speakers, 1, bands]).gather(speaker)
  const noise = rng.fork('noise').normal([rows, frames, bands]).mul(0.3)
  return steady.reshape([rows, frames, bands]).add(voices).add(noise)
})

// #region use
const small = { channels: 32, blocks: 2 }
const model = new SpeechUnits({
  inputShape: [frames, bands],
  speakers,
  quantizer: new EmaQuantizer({ codebookSize: 32, codeDim: 16 }), // or any other
  normalization: 'instance',
  encoder: speechUnitEncoder(small),
  decoder: speechUnitDecoder(small),
})
// Rows of different lengths: { x, speaker, mask }, a mask [rows, frames] of 1 and 0
await fit(model, fromTensors({ x, speaker }), {
  epochs: 10,
  batchSize: 24,
  optimizer: adam({ learningRate: 2e-3 }),
  callbacks: [codebookDiagnostics()],
})

const units = model.tokens(x) // int32 [240, 24]: a unit for two frames
const own = model.decodeTokens(units, speaker) // [240, 48, 40]
const others = tf.tidy(() => speaker.add(1).mod(speakers).toInt())
const swapped = model.decodeTokens(units, others) // the same words by someone else
// #endregion use
const [error, apart] = tf.tidy(() => [own.sub(x).abs().mean(), swapped.sub(own).abs().mean()]) as [
  tf.Tensor,
  tf.Tensor,
]
console.log('mean |x − x̂|', (await error.data())[0], 'changed by another voice', (await apart.data())[0])
tf.dispose([sounds, speaker, x, units, own, others, swapped, error, apart])
model.dispose()
