import { createRng, earlyStopping, fit, StackedDenoisingAutoencoder } from '@ae/core'
import { syntheticDigits } from '@ae/datasets'
import { useWasm } from '@ae/wasm'

await useWasm()

// #region use
const { train, test } = syntheticDigits({ seed: 1, train: 4000, test: 500 })
const stack = new StackedDenoisingAutoencoder({
  inputShape: [28, 28, 1],
  units: [256, 256],
  corruption: { kind: 'masking', probability: 0.25 },
  epochsPerLayer: 10,
})
await fit(stack, train.images) // all images, no labels

const labelled = train.labelled.map(({ image, label }) => ({ x: image, label }))
const [few, validation] = labelled
  .shuffle(createRng(1))
  .split(200 / 4000)[0]
  .split(0.5)
const classifier = stack.classifier({ classes: 10 })
await fit(classifier, few, { epochs: 100, batchSize: 20, validation, callbacks: [earlyStopping()] })
// #endregion use

const hits = await classifier.hits(test.labelled.map(({ image, label }) => ({ x: image, label })).batch(500))
console.log('right', hits.reduce((sum, hit) => sum + hit, 0) / hits.length)
stack.dispose()
classifier.dispose()
