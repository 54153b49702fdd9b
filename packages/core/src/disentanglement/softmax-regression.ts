/** Rows of numbers and the class of each. */
export interface LabelledFeatures {
  /** [N][D] */
  readonly features: readonly Float64Array[]
  /** [N]; from 0 */
  readonly labels: Int32Array
}

/** Steps of gradient descent; the weights of a few standardised features settle long before. */
const STEPS = 400
const LEARNING_RATE = 0.5
const MOMENTUM = 0.9

/** What a linear classifier takes a row for. */
export type LinearClassifier = (row: Float64Array) => number

/**
 * Multinomial logistic regression on all rows at once, from weights of 0: the same rows give the same classifier.
 *
 * Features are standardised; a constant one is left out of account.
 */
export function softmaxRegression({ features, labels }: LabelledFeatures, classes: number): LinearClassifier {
  const standardise = standardiser(features)
  const rows = features.map(standardise)
  const width = (rows[0]?.length ?? 0) + 1
  const weights = new Float64Array(classes * width)
  const velocity = new Float64Array(classes * width)
  for (let step = 0; step < STEPS; step++) {
    const gradient = new Float64Array(classes * width)
    rows.forEach((row, i) => {
      const shares = softmax(scores(weights, row, classes))
      for (let c = 0; c < classes; c++) {
        const error = ((shares[c] ?? 0) - (labels[i] === c ? 1 : 0)) / rows.length
        for (let d = 0; d < width; d++) {
          gradient[c * width + d] =
            (gradient[c * width + d] ?? 0) + error * (d === width - 1 ? 1 : (row[d] ?? 0))
        }
      }
    })
    for (let k = 0; k < weights.length; k++) {
      velocity[k] = MOMENTUM * (velocity[k] ?? 0) - LEARNING_RATE * (gradient[k] ?? 0)
      weights[k] = (weights[k] ?? 0) + (velocity[k] ?? 0)
    }
  }
  return (row) => {
    const all = scores(weights, standardise(row), classes)
    return all.indexOf(Math.max(...all))
  }
}

function standardiser(features: readonly Float64Array[]): (row: Float64Array) => Float64Array {
  const width = features[0]?.length ?? 0
  const means = new Float64Array(width)
  const variances = new Float64Array(width)
  const each = (f: (value: number, d: number) => void): void => {
    for (const row of features) row.forEach(f)
  }
  each((value, d) => {
    means[d] = (means[d] ?? 0) + value / features.length
  })
  each((value, d) => {
    variances[d] = (variances[d] ?? 0) + (value - (means[d] ?? 0)) ** 2 / features.length
  })
  return (row) =>
    row.map((value, d) => {
      const variance = variances[d] ?? 0
      return variance > 0 ? (value - (means[d] ?? 0)) / Math.sqrt(variance) : 0
    })
}

/** One a class; the last weight of each is its bias. */
function scores(weights: Float64Array, row: Float64Array, classes: number): Float64Array {
  const width = row.length + 1
  return Float64Array.from({ length: classes }, (_, c) => {
    let sum = weights[c * width + row.length] ?? 0
    for (let d = 0; d < row.length; d++) sum += (weights[c * width + d] ?? 0) * (row[d] ?? 0)
    return sum
  })
}

function softmax(values: Float64Array): Float64Array {
  const most = Math.max(...values)
  const shares = values.map((value) => Math.exp(value - most))
  const total = shares.reduce((a, b) => a + b, 0)
  return shares.map((share) => share / total)
}
