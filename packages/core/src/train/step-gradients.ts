import * as tf from '@tensorflow/tfjs'
import { AeError } from '../errors/ae-error'
import type { NamedGradients, Objective, Phase, StepContext } from '../interfaces/phase'

/** What one batch says: gradients, the loss and its terms, all kept until {@link disposeStepGradients}. */
export interface StepGradients {
  /** `variable.name` → gradient; variables the loss does not depend on are absent. */
  readonly gradients: Readonly<Record<string, tf.Tensor>>
  /** What was differentiated; absent where the update is no gradient of a loss. */
  readonly total: tf.Tensor | undefined
  /** The unweighted parts. */
  readonly terms: Readonly<Record<string, tf.Tensor>>
  /** For `afterStep`. */
  readonly aux: Readonly<Record<string, tf.Tensor>>
}

/**
 * Evaluates a phase on a batch and differentiates its objective with respect to its own variables only.
 *
 * @throws AeError `shape` if the objective is no scalar; `config` if it depends on none of the variables
 */
export function stepGradients<B>(phase: Phase<B>, batch: B, ctx: StepContext): StepGradients {
  const kept: tf.Tensor[] = []
  const keep = <T extends tf.Tensor>(tensor: T): T => {
    kept.push(tensor)
    return tf.keep(tensor)
  }
  try {
    return tidied(() => {
      if (phase.gradients !== undefined) return keepAll(phase.gradients(batch, ctx), keep)
      return differentiate(phase, () => phase.objective(batch, ctx), keep)
    })
  } catch (error) {
    tf.dispose(kept)
    throw error
  }
}

/** Frees what {@link stepGradients} kept, but for the loss and its terms. */
export function disposeStepGradients(result: StepGradients): void {
  tf.dispose(Object.values(result.gradients))
  tf.dispose(Object.values(result.aux))
}

/** `tf.tidy` for a result whose tensors are all kept: the type of tf.tidy allows only containers of tensors. */
function tidied<T>(f: () => T): T {
  let result: { readonly value: T } | undefined
  tf.tidy(() => {
    result = { value: f() }
  })
  if (result === undefined) throw new AeError('state', 'tidy: expected the function to be run.')
  return result.value
}

type Keep = <T extends tf.Tensor>(tensor: T) => T

function differentiate<B>(phase: Phase<B>, objective: () => Objective, keep: Keep): StepGradients {
  let parts: Omit<StepGradients, 'gradients'> = { total: undefined, terms: {}, aux: {} }
  const loss = (): tf.Scalar => {
    const { total, terms, aux = {} } = objective()
    if (total.rank !== 0) {
      throw new AeError(
        'shape',
        `${phase.name}: \`objective\` must give a scalar as \`total\`. Received shape [${total.shape.join(', ')}].`,
      )
    }
    parts = { total: keep(total), terms: mapRecord(terms, keep), aux: mapRecord(aux, keep) }
    return total
  }
  const { grads } = connected(phase.name, () => tf.variableGrads(loss, [...phase.variables]))
  return { ...parts, gradients: mapRecord(grads, keep) }
}

/** tfjs says only that there is no connection; say which phase, and what the usual reason is. */
function connected<T>(phase: string, differentiateAll: () => T): T {
  try {
    return differentiateAll()
  } catch (error) {
    if (!(error instanceof Error) || !error.message.includes('connection between')) throw error
    throw new AeError(
      'config',
      `${phase}: the objective must depend on at least one of the phase's variables.`,
      {
        hint: 'a rounding, sampling or argmax step in between has no gradient: pass it with straightThrough().',
        cause: error,
      },
    )
  }
}

function keepAll({ gradients, terms, aux = {} }: NamedGradients, keep: Keep): StepGradients {
  return {
    gradients: mapRecord(gradients, keep),
    total: undefined,
    terms: mapRecord(terms, keep),
    aux: mapRecord(aux, keep),
  }
}

function mapRecord<T extends tf.Tensor>(
  record: Readonly<Record<string, T>>,
  f: (tensor: T) => T,
): Record<string, T> {
  // A variable the loss does not reach has no entry, or an undefined one: both are left out.
  const present = Object.entries<T | undefined>(record).filter(
    (entry): entry is [string, T] => entry[1] !== undefined,
  )
  return Object.fromEntries(present.map(([name, tensor]) => [name, f(tensor)]))
}
