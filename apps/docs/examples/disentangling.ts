import { BetaTCVAE, fit, fromTensor, mlp, mutualInformationGap } from '@ae/core'
import { syntheticShapes } from '@ae/datasets'
import { useWasm } from '@ae/wasm'

await useWasm()

// #region use
const rows = 1000
const { images, factors } = syntheticShapes({ seed: 1, count: rows, side: 28 })
const model = new BetaTCVAE({
  inputShape: [28, 28, 1],
  latentDim: 8,
  rows,
  encoder: mlp({ hiddenUnits: [256, 128] }),
  decoder: mlp({ hiddenUnits: [128, 256] }),
})

for await (const all of images.batch(rows)) {
  await fit(model, fromTensor(all), { epochs: 12, batchSize: 32 })
  const codes = model.encode(all) // [1000, 8]
  const { score, gaps } = await mutualInformationGap(codes, factors)
  console.log('MIG', score.toFixed(3), gaps)
  codes.dispose()
  all.dispose()
}
// #endregion use
model.dispose()
