import { adam, ContractiveAutoencoder, createRng, fit } from '@ae/core'
import { syntheticDigits } from '@ae/datasets'
import { useWasm } from '@ae/wasm'
import * as tf from '@tensorflow/tfjs'

await useWasm()

// #region use
const { train, test } = syntheticDigits({ seed: 1, train: 4000, test: 500 })
const model = new ContractiveAutoencoder({
  inputShape: [28, 28, 1],
  latentDim: 256,
  weight: 1,
  reconstruction: 'bernoulli',
})
await fit(model, train.images, { epochs: 10, optimizer: adam({ learningRate: 3e-3 }) })
const features = model.encode(tf.zeros([1, 28, 28, 1])) // [1, 256]
// #endregion use
features.dispose()

const free = new ContractiveAutoencoder({
  inputShape: [28, 28, 1],
  latentDim: 256,
  weight: 0,
  reconstruction: 'bernoulli',
})
await fit(free, train.images, { epochs: 10, optimizer: adam({ learningRate: 3e-3 }) })
for await (const x of test.images.batch(500)) {
  for (const [name, each] of [
    ['contractive', model],
    ['without contraction', free],
  ] as const) {
    const share = tf.tidy(() => {
      const code = each.encode(x)
      const noisy = each.encode(x.add(createRng(1).normal(x.shape).mul(0.1)))
      return noisy
        .sub(code)
        .square()
        .sum()
        .div(code.sub(code.mean(0)).square().sum())
    })
    console.log(name, 'share of the code that noise moves', (await share.data())[0])
  }
}
model.dispose()
free.dispose()
