import { adam, clusterAccuracy, cosine, fit, type Rng } from '@ae/core'
import { syntheticDigits } from '@ae/datasets'
import { codebookDiagnostics, OneHotAutoencoder } from '@ae/vq'
import { useWasm } from '@ae/wasm'
import * as tf from '@tensorflow/tfjs'

await useWasm()

const { train, test } = syntheticDigits({ seed: 1, train: 2000, test: 500 })
// #region use
/** All images of a batch moved by up to two pixels in any direction: digits stay what they are. */
function shifted(x: tf.Tensor, rng: Rng): tf.Tensor {
  const [rows = 0, height = 0, width = 0] = x.shape
  return tf.tidy(() => {
    const border: [number, number][] = [
      [0, 0],
      [2, 2],
      [2, 2],
      [0, 0],
    ]
    return tf.pad(x, border).slice([0, rng.integer(5), rng.integer(5), 0], [rows, height, width, 1])
  })
}

const model = new OneHotAutoencoder({
  inputShape: [28, 28, 1],
  classes: 10,
  invariance: { augment: shifted, weight: 100 }, // leave it out for prototypes alone
})
await fit(model, train.images, {
  epochs: 12,
  batchSize: 50,
  optimizer: adam({ learningRate: cosine({ from: 3e-3 }) }),
  callbacks: [codebookDiagnostics()],
})

for await (const x of test.images.batch(500)) {
  const classes = await model.classes(x).data() // numbered by chance
  console.log('accuracy under the best matching', clusterAccuracy(test.labels, classes))
}
const prototypes = model.prototypes() // [10, 28, 28, 1]
// #endregion use
prototypes.dispose()
model.dispose()
