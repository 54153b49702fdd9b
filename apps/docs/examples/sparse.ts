import { adam, fit, mlp, PCA, reconstruct, SparseAutoencoder, sse } from '@ae/core'
import { syntheticDigits } from '@ae/datasets'
import { useWasm } from '@ae/wasm'
import * as tf from '@tensorflow/tfjs'

await useWasm()

// #region use
const { train, test } = syntheticDigits({ seed: 1, train: 4000, test: 500 })
const model = new SparseAutoencoder({
  inputShape: [28, 28, 1],
  latentDim: 256,
  sparsity: { kind: 'topK', k: 20 }, // or { kind: 'kl', rate: 0.05 }, or { kind: 'l1', weight: 0.1 }
  encoder: mlp({ hiddenUnits: [] }),
  decoder: mlp({ hiddenUnits: [] }),
})
await fit(model, train.images, { epochs: 15, optimizer: adam({ learningRate: 3e-3 }) })

for await (const x of test.images.batch(500)) {
  const features = model.encode(x) // [500, 256], twenty numbers a row
  const copies = reconstruct(model, x)
  // #endregion use
  console.log('sparse', (await sse(x, copies).data())[0])
  const on = tf.tidy(() => features.notEqual(0).cast('float32').sum(1).max())
  console.log('units on, at most', (await on.data())[0])
  const used = tf.tidy(() => features.notEqual(0).any(0).cast('float32').sum())
  console.log('units that some image uses', (await used.data())[0])
  const pca = await PCA.fit(train.images, { components: 20 })
  console.log('PCA of 20', (await sse(x, pca.inverse(pca.transform(x))).data())[0])
}
model.dispose()
