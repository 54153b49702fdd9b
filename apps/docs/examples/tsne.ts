import { knnAccuracy, PCA, trustworthiness, tsne } from '@ae/core'
import { syntheticDigits } from '@ae/datasets'
import { useWasm } from '@ae/wasm'

await useWasm()

// #region use
const { test } = syntheticDigits({ seed: 1, train: 100, test: 2000 })

for await (const digits of test.images.batch(2000)) {
  const { embedding, klDivergence } = await tsne(digits, { perplexity: 30, seed: 1 }) // [2000, 2]
  console.log(klDivergence)
  console.log(await knnAccuracy(embedding, test.labels, { neighbours: 1 }))
  console.log(await trustworthiness(digits, embedding, { neighbours: 12 }))
  embedding.dispose()
  // #endregion use
  const plane = await PCA.fit(digits, { components: 2 })
  const linear = plane.transform(digits)
  console.log('PCA', await knnAccuracy(linear, test.labels, { neighbours: 1 }))
  console.log('PCA', await trustworthiness(digits, linear, { neighbours: 12 }))
  linear.dispose()
  // #region use
  digits.dispose()
}
// #endregion use
