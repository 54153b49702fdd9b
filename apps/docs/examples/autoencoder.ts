import { Autoencoder, fit, PCA, reconstruct, sse, sseOfMean } from '@ae/core'
import { syntheticDigits } from '@ae/datasets'
import { useWasm } from '@ae/wasm'
import type * as tf from '@tensorflow/tfjs'

await useWasm()

// #region use
const { train, test } = syntheticDigits({ seed: 1, train: 4000, test: 500 })
const model = new Autoencoder({ inputShape: [28, 28, 1], latentDim: 16 })
await fit(model, train.images, { epochs: 20 })

for await (const digits of test.images.batch(500)) {
  const codes = model.encode(digits) // [500, 16]
  const copies = reconstruct(model, digits) // [500, 28, 28, 1]
  await compare(digits, copies)
  codes.dispose()
  copies.dispose()
  digits.dispose()
}
model.dispose()
// #endregion use

/** Squared error of a test image, beside what 16 principal components and the mean image reach. */
async function compare(digits: tf.Tensor, copies: tf.Tensor): Promise<void> {
  const pca = await PCA.fit(train.images, { components: 16 })
  const projected = pca.inverse(pca.transform(digits))
  const errors = { autoencoder: sse(digits, copies), pca: sse(digits, projected), mean: sseOfMean(digits) }
  for (const [name, error] of Object.entries(errors)) {
    console.log(name, (await error.data())[0]?.toFixed(2))
    error.dispose()
  }
  projected.dispose()
}
