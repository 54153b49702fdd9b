import { fit, IWAE, importanceWeightedNll, mlp, VAE } from '@ae/core'
import { syntheticDigits } from '@ae/datasets'
import { useWasm } from '@ae/wasm'
import * as tf from '@tensorflow/tfjs'

await useWasm()

// #region use
const { train, test } = syntheticDigits({ seed: 1, train: 2000, test: 500 })
const networks = { encoder: mlp({ hiddenUnits: [128] }), decoder: mlp({ hiddenUnits: [128] }) }
const vae = new VAE({ inputShape: [28, 28, 1], latentDim: 20, ...networks })
await fit(vae, train.images, { epochs: 10 })
const digits = vae.sample(16) // [16, 28, 28, 1]

const iwae = new IWAE({ inputShape: [28, 28, 1], latentDim: 20, samples: 5, ...networks })
await fit(iwae, train.images, { epochs: 10 })

for await (const x of test.images.batch(500)) {
  for (const model of [vae, iwae]) {
    const nats = await importanceWeightedNll(model, x, { samples: 100 }) // one number an image
    console.log(model.kind, nats.reduce((sum, nll) => sum + nll, 0) / nats.length)
  }
}
// #endregion use
tf.dispose(digits)
vae.dispose()
iwae.dispose()
