import { logMel, resample } from '@ae/audio'
import { adam, createRng, fit, fromTensors } from '@ae/core'
import { syntheticSyllables } from '@ae/datasets'
import { AdaINDisentangler, convertRecording } from '@ae/disentangle'
import { useWasm } from '@ae/wasm'
import * as tf from '@tensorflow/tfjs'

await useWasm()

const spoken = syntheticSyllables({ seed: 1, speakers: 3, repetitions: 20 })
const featuresOf = (recording: Float32Array) =>
  logMel(resample(recording, { from: spoken.sampleRate, to: 8000 }), { sampleRate: 8000 })
const recordings = Array.from(spoken.speakers, (_, row) =>
  featuresOf(spoken.samples.subarray(row * spoken.length, (row + 1) * spoken.length)),
)
const clips = tf.tidy(() =>
  tf
    .stack(recordings.map(({ values }) => tf.tensor2d(values.subarray(0, 48 * 40), [48, 40])))
    .sub(0.5)
    .mul(4),
)
const speakers = tf.tensor1d(spoken.speakers, 'int32')
// #region use
const model = new AdaINDisentangler({
  inputShape: [48, 40], // frames of a clip, numbers of a frame
  channels: 24,
  bankKernels: 2,
  bankChannels: 8,
  strides: [2, 2],
})
await fit(model, fromTensors({ x: clips, speaker: speakers }), {
  steps: 100,
  batchSize: 32,
  optimizer: adam({ learningRate: 1e-3, clipNorm: 5 }),
})

// A voice: the mean over some of its clips. One clip will do.
const own = [...spoken.speakers.keys()].filter((row) => spoken.speakers[row] === 2)
const voice = tf.tidy(() => model.speaker(clips.gather(own)).mean(0, true))
const converted = model.convert(clips, voice) // [600, 48, 40], all in the voice of speaker 2

// Recordings of any length, clip by clip:
const long = { frames: 400, width: 40, values: createRng(1).normalArray(400 * 40) }
const said = await convertRecording(long, (x) => model.convert(x, voice), { clipFrames: 48 })
// #endregion use
console.log(converted.shape, said.frames)
model.dispose()
