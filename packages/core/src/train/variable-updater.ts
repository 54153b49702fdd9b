import * as tf from '@tensorflow/tfjs'
import { AeError } from '../errors/ae-error'
import type { ScheduleProgress } from '../interfaces/optimizer'
import { type AdamAttributes, type AdamMove, adamInPlace, adamStep } from '../kernels/adam-step'
import { integerPower } from '../math/integer-power'
import type { ResolvedAdam, ResolvedOptimizer, ResolvedSgd } from './resolve-optimizer'

/** Moves a group of variables along their gradients and keeps what the optimizer remembers of each. */
export class VariableUpdater {
  readonly #optimizer: ResolvedOptimizer
  readonly #variables: readonly tf.Variable[]
  /** One record of slots a variable; the tensors are kept and belong to this object. */
  readonly #slots: Record<string, tf.Tensor>[]
  /** Updates done, for Adam's bias correction. */
  #updates = 0

  constructor(optimizer: ResolvedOptimizer, variables: readonly tf.Variable[]) {
    this.#optimizer = optimizer
    this.#variables = variables
    this.#slots = variables.map((variable) =>
      Object.fromEntries(slotNames(optimizer).map((name) => [name, tf.keep(tf.zeros(variable.shape))])),
    )
  }

  /** Updates done so far. */
  get updates(): number {
    return this.#updates
  }

  /** The learning rate that the next update will use. */
  learningRate(progress: ScheduleProgress): number {
    return this.#optimizer.learningRate(progress)
  }

  /** Moves every variable that has a gradient. Call inside `tf.tidy`; gradients are borrowed. */
  apply(gradients: Readonly<Record<string, tf.Tensor>>, progress: ScheduleProgress): void {
    this.#updates++
    const rate = this.learningRate(progress)
    const clipped = clipByGlobalNorm(this.#mine(gradients), this.#optimizer.clipNorm)
    const moves = this.#variables.flatMap((variable, i): Move[] => {
      const gradient = clipped[variable.name]
      const slots = this.#slots[i]
      return gradient === undefined || slots === undefined ? [] : [{ variable, gradient, slots }]
    })
    if (this.#optimizer.kind === 'adam') stepAdam(this.#optimizer, moves, rate, this.#updates)
    else for (const move of moves) replace(move, stepSgd(this.#optimizer, move, progress))
  }

  /** What the optimizer remembers, as tensors that stay this object's: `0/first`. */
  tensors(): Record<string, tf.Tensor> {
    return Object.fromEntries(
      this.#slots.flatMap((slots, i) =>
        Object.entries(slots).map(([name, slot]) => [`${i}/${name}`, slot] as const),
      ),
    )
  }

  /**
   * Goes on from what {@link tensors} gave. Nothing is changed unless all of it fits.
   *
   * @throws AeError `data` if a slot is missing or has another shape
   */
  restore(updates: number, tensors: Readonly<Record<string, SlotValues>>): void {
    const known = new Set(Object.keys(this.tensors()))
    const stranger = Object.keys(tensors).find((name) => !known.has(name))
    if (stranger !== undefined) {
      throw new AeError('data', `resume: expected no optimizer state '${stranger}'. Received one.`, {
        hint: 'resume with the same model and the same optimizer that the checkpoint was written with.',
      })
    }
    const fresh = this.#slots.map((slots, i) =>
      Object.entries(slots).map(([name, slot]) => {
        const values = tensors[`${i}/${name}`]
        if (values === undefined || values.data.length !== slot.size) {
          throw new AeError(
            'data',
            `resume: expected optimizer state '${i}/${name}' with ${slot.size} numbers. Received: ${values?.data.length ?? 'none'}.`,
            {
              hint: 'resume with the same model and the same optimizer that the checkpoint was written with.',
            },
          )
        }
        return [name, values.data, slot.shape] as const
      }),
    )
    fresh.forEach((slots, i) => {
      for (const [name, data, shape] of slots) {
        const record = this.#slots[i]
        record?.[name]?.dispose()
        if (record !== undefined) record[name] = tf.keep(tf.tensor(data, shape, 'float32'))
      }
    })
    this.#updates = updates
  }

  /** Frees the slots; the variables are the model's. */
  dispose(): void {
    for (const slots of this.#slots) tf.dispose(slots)
  }

  #mine(gradients: Readonly<Record<string, tf.Tensor>>): Record<string, tf.Tensor> {
    const found: Record<string, tf.Tensor> = {}
    for (const { name } of this.#variables) {
      const gradient = gradients[name]
      if (gradient !== undefined) found[name] = gradient
    }
    return found
  }
}

/** A slot's numbers as they come from a checkpoint. */
export interface SlotValues {
  /** float32, row-major. */
  readonly data: Float32Array
}

/** Keeps the division below finite when all gradients are zero. */
const NORM_EPSILON = 1e-6

/**
 * Scales gradients jointly so that their global L2 norm is at most `limit`: `g · min(1, limit / (‖g‖ + 1e-6))`.
 *
 * @returns the same keys; the very same tensors where there is no limit
 * @see Pascanu et al. 2013, On the difficulty of training recurrent neural networks, §3.2
 */
export function clipByGlobalNorm<T extends Readonly<Record<string, tf.Tensor>>>(
  gradients: T,
  limit: number,
): T {
  if (limit === Number.POSITIVE_INFINITY) return gradients
  const factor = tf.tidy(() => tf.minimum(1, tf.div(limit, globalNorm(gradients).add(NORM_EPSILON))))
  // Each key keeps its tensor's shape, so the record's type is unchanged.
  return Object.fromEntries(
    Object.entries(gradients).map(([name, gradient]) => [name, gradient.mul(factor)]),
  ) as T
}

/** L2 norm of all tensors together: a scalar that the caller owns. */
export function globalNorm(tensors: Readonly<Record<string, tf.Tensor>>): tf.Scalar {
  return tf.tidy(() => {
    const squares = Object.values(tensors).map((tensor) => tensor.square().sum())
    return squares.length === 0 ? tf.scalar(0) : tf.addN(squares).sqrt().asScalar()
  })
}

interface Move {
  readonly variable: tf.Variable
  readonly gradient: tf.Tensor
  /** What the optimizer remembers; entries are replaced. */
  readonly slots: Record<string, tf.Tensor>
}

type Moved = { readonly value: tf.Tensor } & Readonly<Record<string, tf.Tensor>>

/** Puts a step's results in the place of what they were computed from. */
function replace({ variable, slots }: Move, { value, ...next }: Moved): void {
  variable.assign(value)
  for (const [name, tensor] of Object.entries(next)) {
    slots[name]?.dispose()
    slots[name] = tf.keep(tensor)
  }
}

function slotNames(optimizer: ResolvedOptimizer): readonly string[] {
  if (optimizer.kind === 'sgd') return optimizer.momentum === undefined ? [] : ['velocity']
  return optimizer.amsgrad ? ['first', 'second', 'largest'] : ['first', 'second']
}

function stepAdam(adam: ResolvedAdam, moves: readonly Move[], rate: number, updates: number): void {
  const { beta1, beta2, epsilon, weightDecay } = adam
  const attributes: AdamAttributes = {
    stepSize: rate / (1 - integerPower(beta1, updates)),
    secondCorrection: Math.sqrt(1 - integerPower(beta2, updates)),
    beta1,
    beta2,
    epsilon,
    shrink: 1 - rate * weightDecay,
  }
  const byMove = new Map<AdamMove, Move>(
    moves.flatMap((move) => {
      const { first, second, largest } = move.slots
      if (first === undefined || second === undefined) return []
      const slots = { value: move.variable, first, second, ...(largest === undefined ? {} : { largest }) }
      return [[{ slots, gradient: move.gradient }, move] as const]
    }),
  )
  for (const left of adamInPlace([...byMove.keys()], attributes)) {
    const move = byMove.get(left)
    if (move !== undefined) replace(move, { ...adamStep(left.slots, left.gradient, attributes) })
  }
}

function stepSgd(sgd: ResolvedSgd, { variable, gradient, slots }: Move, progress: ScheduleProgress): Moved {
  const rate = sgd.learningRate(progress)
  const start = sgd.weightDecay === 0 ? variable : variable.mul(1 - rate * sgd.weightDecay)
  const velocity = slots.velocity?.mul(sgd.momentum?.(progress) ?? 0).add(gradient)
  const next = start.sub((velocity ?? gradient).mul(rate))
  return velocity === undefined ? { value: next } : { value: next, velocity }
}
