import * as tf from '@tensorflow/tfjs'
import type { TrainingState } from '../checkpoint/training-state'
import type { Saveable } from '../interfaces/model'
import type { Trainable } from '../interfaces/phase'

/** Values of several variables, by position. */
export type VariableCopies = TrainingState['tensors']

/** Every variable that some phase moves, once, in the order of the phases. */
export function trainedVariables(model: Trainable<never>): readonly tf.Variable[] {
  return [...new Set(model.phases.flatMap((phase) => phase.variables))]
}

/** Everything a model has learnt: what its phases move, and weights that change beside them, such as moving statistics. */
export function learntVariables(
  model: Trainable<never> | (Trainable<never> & Saveable),
): readonly tf.Variable[] {
  const weights = 'weights' in model ? Object.values(model.weights()) : []
  return [...new Set([...trainedVariables(model), ...weights])]
}

/** Copies in memory, so that no later step, in place or not, can change them. */
export async function copyVariables(variables: readonly tf.Variable[]): Promise<VariableCopies> {
  const copies = await Promise.all(
    variables.map(async (variable, i) => {
      const data = Float32Array.from(await variable.data())
      return [String(i), { shape: variable.shape, data }] as const
    }),
  )
  return Object.fromEntries(copies)
}

/** Puts copies back; all of them or, if one does not fit, none. */
export function assignVariables(variables: readonly tf.Variable[], copies: VariableCopies): void {
  if (variables.some((variable, i) => copies[String(i)]?.data.length !== variable.size)) return
  tf.tidy(() => {
    variables.forEach((variable, i) => {
      const copy = copies[String(i)]
      if (copy !== undefined) variable.assign(tf.tensor(copy.data, variable.shape, 'float32'))
    })
  })
}
