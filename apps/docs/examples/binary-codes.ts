import { fit, mlp, normalizedMse, reconstruct } from '@ae/core'
import { syntheticDigits } from '@ae/datasets'
import { BinaryQuantizer, hammingNearest, VQVAE } from '@ae/vq'
import { useWasm } from '@ae/wasm'
import * as tf from '@tensorflow/tfjs'

await useWasm()

const { train, test } = syntheticDigits({ seed: 1, train: 2000, test: 500 })
// #region use
const network = mlp({ hiddenUnits: [256] })
const model = new VQVAE({
  inputShape: [28, 28, 1],
  codeShape: [1], // one vector of 64 numbers, each a bit
  quantizer: new BinaryQuantizer({ codeDim: 64, slope: { from: 1, to: 5 }, balanceWeight: 1 }),
  dataVariance: 0.1,
  encoder: network,
  decoder: network,
})
await fit(model, train.images, { epochs: 15, batchSize: 32 })

/** Rows of −1 and 1, [B, 64]. */
const bitsOf = (images: tf.Tensor): tf.Tensor => tf.tidy(() => model.encode(images).reshape([-1, 64]))

for await (const known of train.images.batch(2000)) {
  for await (const wanted of test.images.batch(500)) {
    const alike = hammingNearest(bitsOf(wanted), bitsOf(known), { count: 10 }) // int32 [500, 10]
    // #endregion use
    const rows = await alike.data()
    const right = rows.filter((row, i) => train.labels[row] === test.labels[Math.floor(i / 10)]).length
    console.log('of the ten nearest, of the same digit', right / rows.length)
    console.log('NMSE', (await normalizedMse(wanted, reconstruct(model, wanted)).data())[0])
  }
}
model.dispose()
