import { adam, fit } from '@ae/core'
import { syntheticDigits } from '@ae/datasets'
import { codeMapDecoder, codeMapEncoder, EmaQuantizer, PixelCNN, VQVAE } from '@ae/vq'
import { useWasm } from '@ae/wasm'
import * as tf from '@tensorflow/tfjs'

await useWasm()

const { train } = syntheticDigits({ seed: 1, train: 1000, test: 100 })
const small = { channels: 16, blocks: 1, blockChannels: 8 }
const model = new VQVAE({
  inputShape: [28, 28, 1],
  quantizer: new EmaQuantizer({ codebookSize: 32, codeDim: 8 }),
  dataVariance: 0.1,
  encoder: codeMapEncoder(small),
  decoder: codeMapDecoder(small),
})
await fit(model, train.images, { epochs: 3, batchSize: 32 })

// #region use
const maps: tf.Tensor[] = []
for await (const x of train.images.batch(250)) {
  maps.push(model.tokens(x)) // int32 [250, 7, 7]
  x.dispose()
}
const codes = tf.concat(maps)

const prior = new PixelCNN({ mapShape: [7, 7], codebookSize: 32, channels: 32, layers: 3 })
await fit(prior, codes, { epochs: 4, batchSize: 32, optimizer: adam({ learningRate: 1e-3 }) })

const nats = prior.nll(codes) // [1000], exact
const drawn = prior.sample(16, { temperature: 0.9 }) // int32 [16, 7, 7]
const digits = model.decodeTokens(drawn) // [16, 28, 28, 1]
// #endregion use
console.log('nats a code', ((await nats.mean().data())[0] ?? Number.NaN) / 49, digits.shape)
tf.dispose([maps, codes, nats, drawn, digits])
prior.dispose()
model.dispose()
