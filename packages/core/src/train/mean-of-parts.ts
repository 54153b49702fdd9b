import * as tf from '@tensorflow/tfjs'
import type { StepGradients } from './step-gradients'

/** What one of the batches of a step says. */
export interface WeightedGradients {
  /** Its gradients and losses. */
  readonly result: StepGradients
  /** Rows in it: its weight in the mean. */
  readonly rows: number
}

/** Gradients averaged over the rows of all parts; the very same tensors where there is one part. */
export function meanGradients(results: readonly WeightedGradients[]): Readonly<Record<string, tf.Tensor>> {
  const [only] = results
  if (only !== undefined && results.length === 1) return only.result.gradients
  const total = results.reduce((sum, { rows }) => sum + rows, 0)
  const names = new Set(results.flatMap(({ result }) => Object.keys(result.gradients)))
  return Object.fromEntries(
    [...names].map((name) => {
      const parts = results.flatMap(({ result, rows }) => {
        const gradient = result.gradients[name]
        return gradient === undefined ? [] : [gradient.mul(rows / total)]
      })
      return [name, tf.addN(parts)] as const
    }),
  )
}

/** Takes the kept losses of the parts over and gives kept means. */
export function meanLosses(results: readonly WeightedGradients[]): Pick<StepGradients, 'total' | 'terms'> {
  const [first] = results
  if (first === undefined) return { total: undefined, terms: {} }
  if (results.length === 1) return first.result
  const all = results.reduce((sum, { rows }) => sum + rows, 0)
  const mean = (pick: (result: StepGradients) => tf.Tensor | undefined): tf.Tensor => {
    const parts = results.map(({ result, rows }) => ({ tensor: pick(result), rows }))
    return tf.keep(
      tf.tidy(() =>
        tf.addN(parts.map(({ tensor, rows }) => (tensor ?? tf.scalar(Number.NaN)).mul(rows / all))),
      ),
    )
  }
  const total = first.result.total === undefined ? undefined : mean((result) => result.total)
  const names = Object.keys(first.result.terms)
  const terms = Object.fromEntries(names.map((name) => [name, mean((result) => result.terms[name])]))
  for (const { result } of results) tf.dispose([result.total ?? [], result.terms])
  return { total, terms }
}
