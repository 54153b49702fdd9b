import { adam, cosine, DeepBelief, fit, rbmDiagnostics, reconstruct, sse } from '@ae/core'
import { syntheticDigits } from '@ae/datasets'
import { useWasm } from '@ae/wasm'
import type * as tf from '@tensorflow/tfjs'

await useWasm()

// #region use
const { train, test } = syntheticDigits({ seed: 1, train: 4000, test: 500 })
const [some, others] = [await rows(train.images), await rows(test.images)]

const stack = new DeepBelief({ inputShape: [28, 28, 1], units: [256, 128, 30] })
const { diagnostics } = await fit(stack, train.images, {
  batchSize: 50,
  callbacks: [rbmDiagnostics({ train: some, validation: others })],
})
for (const { message, advice } of diagnostics) console.warn(message, advice)

const model = stack.unroll() // an Autoencoder
console.log('machines alone', await error())
await fit(model, train.images, {
  epochs: 10,
  batchSize: 50,
  optimizer: adam({ learningRate: cosine({ from: 1e-3, to: 1e-5 }) }),
})
console.log('tuned', await error())
// #endregion use

stack.dispose()
model.dispose()

/** The first 500 rows of a set. */
async function rows(images: typeof train.images): Promise<tf.Tensor> {
  for await (const batch of images.batch(500)) return batch
  throw new Error('no rows')
}

/** Squared error of a test image. */
async function error(): Promise<string | undefined> {
  const copies = reconstruct(model, others)
  const loss = sse(others, copies)
  const [value] = await loss.data()
  loss.dispose()
  copies.dispose()
  return value?.toFixed(2)
}
