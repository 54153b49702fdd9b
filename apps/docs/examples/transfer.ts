import { Autoencoder, fit, labelEfficiency, type ProbeData, probe } from '@ae/core'
import { syntheticDigits } from '@ae/datasets'
import { useWasm } from '@ae/wasm'

await useWasm()

// #region use
const { train, test } = syntheticDigits({ seed: 1, train: 4000, test: 500 })
const untrained = (seed: number): Autoencoder =>
  new Autoencoder({ inputShape: [28, 28, 1], latentDim: 32, seed })
const model = untrained(0)
await fit(model, train.images, { epochs: 10 }) // no labels

for await (const x of train.images.batch(4000)) {
  for await (const held of test.images.batch(500)) {
    const labelled: ProbeData = {
      classes: 10,
      train: { x: x.slice(0, 3000), labels: train.labels.subarray(0, 3000) },
      validation: { x: x.slice(3000), labels: train.labels.subarray(3000) },
      test: { x: held, labels: test.labels },
    }
    const { accuracy } = await probe(model, labelled, { mode: 'frozen-linear' })
    console.log('frozen codes, all labels', accuracy)

    const curve = await labelEfficiency(model, labelled, { untrained, labelsPerClass: [5, 50], draws: 1 })
    for (const { labelsPerClass, mode, error } of curve) console.log(labelsPerClass, mode, error)
  }
}
// #endregion use
model.dispose()
