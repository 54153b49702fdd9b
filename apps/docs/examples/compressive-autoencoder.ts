import { CompressiveAutoencoder, codeCoefficients, coefficientTables, readCoefficients } from '@ae/compress'
import { adam, createRng, fit, inferenceContext, mse } from '@ae/core'
import { syntheticDigits } from '@ae/datasets'
import { codeMapDecoder, codeMapEncoder } from '@ae/vq'
import { useWasm } from '@ae/wasm'
import * as tf from '@tensorflow/tfjs'

await useWasm()

const { train, test } = syntheticDigits({ seed: 1, train: 2000, test: 500 })
const small = { channels: 16, blocks: 0 }
for (const distortionWeight of [30, 100, 300]) {
  const shapes = { inputShape: [28, 28, 1], coefficients: 8 }
  const networks = { encoder: codeMapEncoder(small), decoder: codeMapDecoder(small) }
  // #region use
  const model = new CompressiveAutoencoder({ ...shapes, ...networks, distortionWeight })
  await fit(model, train.images, {
    epochs: 20,
    batchSize: 32,
    optimizer: adam({ learningRate: 2e-3 }),
  })
  const tables = await coefficientTables(model, train.images.batch(250)) // integers: what a decoder has to know

  for await (const x of test.images.batch(500)) {
    const code = model.encode(x) // int32 [500, 7, 7, 8]
    const bytes = codeCoefficients(await code.data(), tables)
    const again = readCoefficients(bytes, tables, code.size) // the same integers
    const copies = model.decode(tf.tensor(again, code.shape))
    // #endregion use
    const error = (await mse(x, copies).data())[0] ?? Number.NaN
    const { rate } = model.phases[0].objective(x, { ...inferenceContext(), rng: createRng(1) }).terms
    console.log(
      `weight ${distortionWeight}: ${((8 * bytes.length) / x.size).toFixed(3)} bits a pixel,`,
      `${(-10 * Math.log10(error)).toFixed(2)} dB, the bound ${(await rate?.data())?.[0]?.toFixed(3)}`,
    )
  }
  model.dispose()
}
