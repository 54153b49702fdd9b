import { fit, GaussianMixture, mlp, normalSampler, RAE, TwoStageSampler } from '@ae/core'
import { syntheticDigits } from '@ae/datasets'
import { useWasm } from '@ae/wasm'
import * as tf from '@tensorflow/tfjs'

await useWasm()

// #region use
const { train } = syntheticDigits({ seed: 1, train: 2000, test: 500 })
const model = new RAE({
  inputShape: [28, 28, 1],
  latentDim: 20,
  encoder: mlp({ hiddenUnits: [128] }),
  decoder: mlp({ hiddenUnits: [128] }),
})
await fit(model, train.images, { epochs: 10 })

for await (const x of train.images.batch(2000)) {
  const codes = model.encode(x) // [2000, 20]
  const mixture = await GaussianMixture.fit(codes, { components: 10 })
  const digits = model.decode(mixture.sample(16)) // [16, 28, 28, 1]
  // #endregion use
  console.log(digits.shape, 'rounds', mixture.history.length - 1)
  const second = await TwoStageSampler.fit(codes, { epochs: 30 })
  const nats = async (z: tf.Tensor): Promise<number> => {
    const densities = await mixture.logDensity(z)
    return densities.reduce((sum, density) => sum + density, 0) / densities.length
  }
  console.log('log-density of codes', await nats(codes))
  console.log('of draws from the mixture', await nats(mixture.sample(2000)))
  console.log('of draws of a second stage', await nats(second.sample(2000)))
  console.log('of draws from N(0, I)', await nats(normalSampler(20).sample(2000)))
  second.dispose()
  tf.dispose([codes, digits])
}
model.dispose()
