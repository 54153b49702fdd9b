import { createRng, nearestCode, type StepContext } from '@ae/core'
import * as tf from '@tensorflow/tfjs'
import { requireIndices, requireVectors } from '../checks'
import { maskedIndices } from '../masks/masked-indices'
import type { QuantizeContext } from '../quantizer'
import { CodeCounter } from '../usage/code-counter'
import type { ResolvedCodebookConfig } from './codebook-config'
import { kMeansCodes } from './k-means-codes'
import { lookupCodes } from './lookup-codes'
import { sinkhornCodes } from './sinkhorn-codes'

/** Vectors in a row, and which code each was given: what `afterStep` needs of a step. A type, as records of tensors are. */
export type AssignedVectors = {
  /** [N, D] */
  readonly vectors: tf.Tensor
  /** int32 [N]; −1 for padding */
  readonly indices: tf.Tensor
}

/** What it takes to make a {@link Codebook}. */
export interface CodebookRequest {
  /** Whose it is, for error messages: `EmaQuantizer`. */
  readonly subject: string
  /** Its configuration. */
  readonly config: ResolvedCodebookConfig
}

/** The codes of a quantizer, where they begin, and how often each is given. */
export class Codebook {
  /** [K, D] */
  readonly codes: tf.Variable
  readonly #subject: string
  readonly #config: ResolvedCodebookConfig
  readonly #counter: CodeCounter
  /** 1 once codes lie where they begin: on the device, for a checkpoint must know it. */
  readonly #placed: tf.Variable

  constructor({ subject, config }: CodebookRequest) {
    this.#subject = subject
    this.#config = config
    const { codebookSize, codeDim, seed, start } = config
    const normal = createRng(seed).fork('codebook').normal([codebookSize, codeDim])
    this.codes = tf.tidy(() => tf.variable(normal.add(0)))
    normal.dispose()
    this.#placed = tf.tidy(() => tf.variable(tf.scalar(start === 'normal' ? 1 : 0), false))
    this.#counter = new CodeCounter({ subject, codebookSize })
  }

  /**
   * Vectors as they are compared with codes, [B, …, D] → the same shape: as they are, or of length 1.
   *
   * @throws AeError `shape` or `state`
   */
  read(z: tf.Tensor, mask?: tf.Tensor): tf.Tensor {
    this.#counter.requireOpen()
    requireVectors(this.#subject, z, this.#config.codeDim, mask)
    return this.#config.similarity === 'cosine' ? unitVectors(z) : z
  }

  /** A code for each vector that {@link read} gave: the nearest or, in training and where asked for, its share. */
  assign(z: tf.Tensor, { training, mask }: Pick<QuantizeContext, 'training' | 'mask'>): AssignedVectors {
    const { codeDim, sinkhorn } = this.#config
    const { vectors, indices } = tf.tidy(() => {
      const flat = z.reshape([-1, codeDim])
      const real = mask?.reshape([-1])
      const codebook = this.#inUse()
      const given =
        training && sinkhorn !== 'never'
          ? sinkhornCodes({ vectors: flat, codebook, real, ...sinkhorn })
          : nearestCode(flat, codebook)
      return { vectors: flat, indices: maskedIndices(given, real) }
    })
    return { vectors, indices }
  }

  /** Codes of indices of any shape; gradients reach the codebook. */
  lookup(indices: tf.Tensor): tf.Tensor {
    this.#counter.requireOpen()
    requireIndices(this.#subject, indices, [])
    return tf.tidy(() => lookupCodes(this.#inUse(), indices))
  }

  /** Counts what a step of training has given. */
  count({ indices }: AssignedVectors): void {
    this.#counter.add(indices)
  }

  /**
   * Where codes begin, found from the vectors of the first step of a training; undefined in every other step.
   *
   * The result says on the device whether it counts: a codebook that was trained before stays where it is.
   */
  place({ vectors, indices }: AssignedVectors, ctx: StepContext): Placement | undefined {
    if (this.#config.start === 'normal' || ctx.step > 0) return undefined
    const real = indices.greaterEqual(tf.scalar(0, 'int32')).cast('float32')
    const count = this.#config.codebookSize
    const codes = kMeansCodes({ vectors, real, count, rng: ctx.rng.fork('codebook') })
    const fresh = tf.scalar(1).sub(this.#placed)
    this.#placed.assign(tf.scalar(1))
    return { codes, fresh }
  }

  /** Every weight, for a checkpoint. */
  weights(): Readonly<Record<string, tf.Variable>> {
    return { codes: this.codes, placed: this.#placed, usage: this.#counter.counts }
  }

  /** Usage since the last reset. */
  usage(): ReturnType<CodeCounter['read']> {
    return this.#counter.read()
  }

  /** Counts anew. */
  resetUsage(): void {
    this.#counter.reset()
  }

  /** Frees everything; a second call does nothing. */
  dispose(): void {
    if (this.codes.isDisposed) return
    tf.dispose([this.codes, this.#placed])
    this.#counter.dispose()
  }

  /** The codes as they are given out. */
  #inUse(): tf.Tensor {
    return this.#config.similarity === 'cosine' ? unitVectors(this.codes) : this.codes
  }
}

/** Squared lengths are this much longer: a vector of length 0 has a gradient, too. */
const LEAST_SQUARE = 1e-12

/** Vectors of length 1 in the same directions, [B, …, D]. */
function unitVectors(z: tf.Tensor): tf.Tensor {
  return tf.tidy(() => z.div(z.square().sum(-1, true).add(LEAST_SQUARE).sqrt()))
}

/** Where codes may begin. */
export interface Placement {
  /** [K, D] */
  readonly codes: tf.Tensor
  /** 1 if codes go there, 0 if they have begun long ago. */
  readonly fresh: tf.Tensor
}

/** `placed` where a placement counts, else `moved`. */
export function whereFresh({ fresh }: Placement, placed: tf.Tensor, moved: tf.Tensor): tf.Tensor {
  return tf.where(fresh.greater(0.5), placed, moved)
}
