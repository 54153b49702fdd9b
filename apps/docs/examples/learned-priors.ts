import { fit, HierarchicalVAE, importanceWeightedNll, mlp, VampVAE } from '@ae/core'
import { syntheticDigits } from '@ae/datasets'
import { useWasm } from '@ae/wasm'

await useWasm()

// #region use
const { train, test } = syntheticDigits({ seed: 1, train: 2000, test: 500 })
const networks = { encoder: mlp({ hiddenUnits: [128] }), decoder: mlp({ hiddenUnits: [128] }) }
const vamp = new VampVAE({ inputShape: [28, 28, 1], latentDim: 20, pseudoInputs: 100, ...networks })
const twoLevels = new HierarchicalVAE({
  inputShape: [28, 28, 1],
  latentDim: 20,
  topDim: 10,
  beta: { kind: 'warmUp', fraction: 0.3 }, // or the upper level is left unused
  ...networks,
})

for (const model of [vamp, twoLevels]) {
  await fit(model, train.images, { epochs: 10 })
  const digits = model.sample(16) // [16, 28, 28, 1]
  const codes = model.prior.sample(16) // [16, 20]: where they were drawn from
  // #endregion use
  console.log(model.kind, digits.shape, codes.shape)
  for await (const x of test.images.batch(500)) {
    const nats = await importanceWeightedNll(model, x, { samples: 100 })
    console.log('nats', nats.reduce((sum, nll) => sum + nll, 0) / nats.length)
  }
  model.dispose()
}
