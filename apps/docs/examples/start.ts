import * as tf from '@tensorflow/tfjs'

await tf.ready()

// #region use
import { Autoencoder, fit, progress } from '@ae/core'
import { syntheticDigits } from '@ae/datasets'

const { train } = syntheticDigits({ seed: 1, train: 1000 })
const model = new Autoencoder({ inputShape: [28, 28, 1], latentDim: 16 })
await fit(model, train.images, {
  epochs: 5,
  callbacks: [progress({ write: console.log, every: 1000 })],
})
// #endregion use

model.dispose()
