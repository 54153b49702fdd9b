import { entropyOf } from '../disentanglement/mutual-information'
import { requirePairs } from './require-pairs'

/**
 * What clusters say of classes, `I(labels; clusters) / ½(H(labels) + H(clusters))`: 1 if each tells the other, 0 if they
 * have nothing to do with each other, whatever the names and however many there are. 0 where all rows are one class and
 * one cluster.
 *
 * @param labels   true classes, any integers
 * @param clusters which cluster each row is in, as many, any integers
 * @returns in [0, 1]
 * @throws AeError `shape` if there are none or not equally many
 * @see Kvålseth 1987, Entropy and Correlation: Some Comments (arithmetic mean of the entropies)
 * @example
 * normalizedMutualInformation([0, 0, 1, 1], [7, 7, 2, 2]) // 1
 */
export function normalizedMutualInformation(labels: ArrayLike<number>, clusters: ArrayLike<number>): number {
  requirePairs('normalizedMutualInformation', labels, clusters)
  const pairs = Array.from(labels, (label, i) => `${label} ${clusters[i]}`)
  const [ofLabels, ofClusters] = [entropyOfValues(Array.from(labels)), entropyOfValues(Array.from(clusters))]
  const sum = ofLabels + ofClusters
  return sum === 0 ? 0 : Math.max(0, (2 * (sum - entropyOfValues(pairs))) / sum)
}

/** Entropy in nats of how often each value occurs. */
function entropyOfValues(values: readonly (number | string)[]): number {
  const counts = new Map<number | string, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  return entropyOf([...counts.values()])
}
