import { adam, fit, mlp, VAEGAN } from '@ae/core'
import { syntheticDigits } from '@ae/datasets'
import { useWasm } from '@ae/wasm'

await useWasm()

// #region use
const { train } = syntheticDigits({ seed: 1, train: 2000, test: 500 })
const model = new VAEGAN({
  inputShape: [28, 28, 1],
  latentDim: 20,
  encoder: mlp({ hiddenUnits: [128] }),
  decoder: mlp({ hiddenUnits: [128] }),
})
const history = await fit(model, train.images, {
  epochs: 30, // three phases share them
  optimizer: adam({ beta1: 0.5 }),
})
const digits = model.sample(16) // [16, 28, 28, 1]
// #endregion use
console.log(digits.shape, history.epochs.at(-1)?.losses)
model.dispose()
