import {
  AutoencoderDetector,
  auroc,
  averagePrecision,
  describeSchema,
  EnsembleDetector,
  fitThreshold,
  InputNormDetector,
  IsolationForestDetector,
  inferSchema,
  KNNDetector,
  loadDetector,
  MahalanobisDetector,
  PCADetector,
  precisionAt,
  saveDetector,
} from '@ae/anomaly'
import { syntheticTransactions, TRANSACTION_COLUMNS } from '@ae/datasets'
import { useWasm } from '@ae/wasm'

await useWasm()

// #region use
const { train, test } = syntheticTransactions({ seed: 1, train: 4000, test: 2000 })
const named = (values: Float32Array): Record<string, number>[] =>
  Array.from({ length: values.length / TRANSACTION_COLUMNS.length }, (_, row) =>
    Object.fromEntries(
      TRANSACTION_COLUMNS.map((name, k) => [name, values[row * TRANSACTION_COLUMNS.length + k] ?? 0]),
    ),
  )
const normal = named(train.values) // { hour, distance, …, share }, payments that nobody complained about

const schema = inferSchema(normal)
console.log(describeSchema(schema)) // look at it, change it

const detector = await AutoencoderDetector.fit(normal, { seed: 1, frontEnd: { schema } })
console.log(detector.threshold) // { value, rule, falseAlarms: .05, … }

const payments = named(test.values)
const { scores, anomalous } = await detector.detect(payments)
const suspect = payments[anomalous.indexOf(true)] ?? {}
const { contributions } = await detector.explain(suspect)
console.log(contributions[0]) // { column, value, contribution, share }: why

const later = named(syntheticTransactions({ seed: 2, train: 1000 }).train.values) // normal, and not learnt from
const rarer = fitThreshold(await detector.score(later), { kind: 'peaks-over-threshold', falseAlarms: 0.001 })
detector.useThreshold(rarer)

const bytes = await saveDetector(detector) // one safetensors file
const again = await loadDetector(bytes) // decides as the first one does
// #endregion use
again.dispose()

const labels = test.labels
const print = (name: string, of: Float64Array): void => {
  const figures = [auroc, averagePrecision, precisionAt].map((metric) =>
    metric({ scores: of, labels }).toFixed(3),
  )
  console.log(name.padEnd(18), figures.join('  '))
}
print('autoencoder', scores)
const members = [AutoencoderDetector.recipe(), KNNDetector.recipe()]
const ensemble = await EnsembleDetector.fit(normal, { members, seed: 1 })
print('ensemble', await ensemble.score(payments))
for (const kind of [
  KNNDetector,
  MahalanobisDetector,
  IsolationForestDetector,
  PCADetector,
  InputNormDetector,
]) {
  const baseline = await kind.fit(normal, { seed: 1 })
  print(kind.kind, await baseline.score(payments))
  const { anomalous: flagged } = await baseline.detect(payments)
  console.log(
    flagged.filter((is, row) => is && labels[row] === 0).length / labels.filter((l) => l === 0).length,
  )
  baseline.dispose()
}
console.log(
  anomalous.filter((is, row) => is && labels[row] === 0).length / labels.filter((l) => l === 0).length,
)
ensemble.dispose()
detector.dispose()
