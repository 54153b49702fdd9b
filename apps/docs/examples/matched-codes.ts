import { AdversarialAutoencoder, fit, mlp, reconstruct, sse, WAE } from '@ae/core'
import { syntheticDigits } from '@ae/datasets'
import { useWasm } from '@ae/wasm'

await useWasm()

// #region use
const { train, test } = syntheticDigits({ seed: 1, train: 2000, test: 500 })
const networks = { encoder: mlp({ hiddenUnits: [128] }), decoder: mlp({ hiddenUnits: [128] }) }
const wae = new WAE({ inputShape: [28, 28, 1], latentDim: 8, ...networks })
await fit(wae, train.images, { epochs: 10 })

const adversarial = new AdversarialAutoencoder({ inputShape: [28, 28, 1], latentDim: 8, ...networks })
await fit(adversarial, train.images, { epochs: 30 }) // three phases share them

for (const model of [wae, adversarial]) {
  const digits = model.sample(16) // [16, 28, 28, 1]
  // #endregion use
  console.log(model.kind, digits.shape)
  for await (const x of test.images.batch(500)) {
    console.log('squared error', (await sse(x, reconstruct(model, x)).data())[0])
  }
  model.dispose()
}
