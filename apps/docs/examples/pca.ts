import { PCA, sse, sseOfMean } from '@ae/core'
import { syntheticDigits } from '@ae/datasets'
import { useWasm } from '@ae/wasm'

await useWasm()

// #region use
const { train, test } = syntheticDigits({ seed: 1, train: 4000, test: 500 })
const pca = await PCA.fit(train.images, { components: 16 })

for await (const digits of test.images.batch(500)) {
  const codes = pca.transform(digits) // [500, 16]
  const copies = pca.inverse(codes) // [500, 28, 28, 1]
  const error = sse(digits, copies)
  console.log('PCA', (await error.data())[0]?.toFixed(2))
  error.dispose()
  // #endregion use
  const mean = sseOfMean(digits)
  console.log('mean', (await mean.data())[0]?.toFixed(2))
  mean.dispose()
  // #region use
  codes.dispose()
  copies.dispose()
  digits.dispose()
}
// #endregion use

for (const solver of ['exact', 'randomized'] as const) {
  const started = performance.now()
  const { explainedVariance, totalVariance } = await PCA.fit(train.images, { components: 16, solver })
  const kept = explainedVariance.reduce((sum, variance) => sum + variance, 0) / totalVariance
  console.log(solver, kept.toFixed(6), `${((performance.now() - started) / 1000).toFixed(1)} s`)
}
