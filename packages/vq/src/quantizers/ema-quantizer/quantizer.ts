import { type NetworkTopology, type Shape, type StepContext, stopGradient } from '@ae/core'
import * as tf from '@tensorflow/tfjs'
import { type AssignedVectors, Codebook, whereFresh } from '../../codebook/codebook'
import { vectorsOfCodes } from '../../codebook/vectors-of-codes'
import { codeGradients } from '../../gradients/code-gradient'
import { codeDistance } from '../../losses/code-distance'
import { maskedCodes } from '../../masks/masked-codes'
import type { QuantizeContext, Quantized, Quantizer } from '../../quantizer'
import { tidyQuantized } from '../../tidy-quantized'
import type { CodeUsage } from '../../usage/code-usage'
import { type EmaQuantizerConfig, type ResolvedEmaQuantizerConfig, resolveEmaQuantizerConfig } from './config'
import { isRestartStep, restartDeadCodes } from './restart-dead-codes'
import { RestartLog } from './restart-log'
import { followVectors, freshCodes, type RunningCodes } from './running-codes'

/**
 * Each vector becomes the nearest of K codes, and each code follows the running mean of its vectors, without any gradient;
 * codes that next to nothing is near to are put where vectors are.
 *
 * ```
 * z ──► k = argmin ‖z − e_k‖² ──► e_k       loss:  commitmentWeight · ‖z − sg[e_k]‖², mean over all numbers
 * [B, …, D]     [B, …]        [B, …, D]     after the step:  N, m ← running count and sum of each code's z;  e = m / Ñ
 * ```
 *
 * Codes begin among the vectors of the first step, found by k-means with far-apart seeds, with N = 1. Every `restart.every`
 * steps those whose running count is below `restart.threshold` of the average go to vectors of the step; `usage()` says
 * which and why. The default choice for a codebook; a `VectorQuantizer` is for codes that an optimizer must move.
 *
 * @see van den Oord et al. 2017, Neural Discrete Representation Learning, §3.2 and appendix A.1, arXiv:1711.00937;
 * Dhariwal et al. 2020, Jukebox, appendix A, arXiv:2005.00341 (restart)
 * @example
 * const quantizer = new EmaQuantizer({ codebookSize: 512, codeDim: 64 })
 * const { codes, indices } = quantizer.quantize(z, inferenceContext())
 */
export class EmaQuantizer implements Quantizer {
  /** The tag of its checkpoints. */
  static readonly kind = 'ema-quantizer'
  readonly kind: string = EmaQuantizer.kind
  readonly config: ResolvedEmaQuantizerConfig
  readonly indexShape: Shape = []
  /** None: codes are moved by {@link EmaQuantizer.afterStep}. */
  readonly variables: readonly tf.Variable[] = []
  readonly #codebook: Codebook
  readonly #counts: tf.Variable
  readonly #sums: tf.Variable
  readonly #log: RestartLog

  /** @throws AeError `config` on a bad option */
  constructor(config: EmaQuantizerConfig) {
    this.config = resolveEmaQuantizerConfig(config)
    this.#codebook = new Codebook({ subject: 'EmaQuantizer', config: this.config })
    this.#log = new RestartLog(this.config.codebookSize)
    const [counts, sums] = tf.tidy(() => {
      const fresh = freshCodes(this.#codebook.codes)
      return [tf.variable(fresh.counts, false), tf.variable(fresh.sums.add(0), false)] as const
    })
    this.#counts = counts
    this.#sums = sums
  }

  get codeDim(): number {
    return this.config.codeDim
  }

  get codebookSize(): number {
    return this.config.codebookSize
  }

  quantize(z: tf.Tensor, ctx: QuantizeContext): Quantized {
    const { mask } = ctx
    const { gradient, commitmentWeight } = this.config
    return tidyQuantized(() => {
      const vectors = this.#codebook.read(z, mask)
      const assigned = this.#codebook.assign(vectors, ctx)
      const indices = assigned.indices.reshape(z.shape.slice(0, -1))
      const nearest = stopGradient(this.#codebook.lookup(indices))
      const codes = codeGradients[gradient](vectors, nearest)
      const commitment = codeDistance(vectors, nearest, mask)
      return {
        codes: maskedCodes(codes, mask),
        indices,
        total: commitment.mul(commitmentWeight).asScalar(),
        terms: { commitment },
        aux: assigned,
      }
    })
  }

  lookup(indices: tf.Tensor): tf.Tensor {
    return this.#codebook.lookup(indices)
  }

  afterStep(aux: Readonly<Record<string, tf.Tensor>>, ctx: StepContext): void {
    // What `quantize` gave.
    const assigned = aux as AssignedVectors
    const { codebookSize, restart } = this.config
    tf.tidy(() => {
      this.#codebook.count(assigned)
      const step = vectorsOfCodes(assigned.vectors, assigned.indices, codebookSize)
      const moved = this.#placed(followVectors(this.#running(), step, this.config), assigned, ctx)
      if (restart === 'never' || !isRestartStep(restart, ctx)) {
        this.#assign(moved)
        return
      }
      const rng = ctx.rng.fork('restart')
      const restarted = restartDeadCodes(moved, { assigned, threshold: restart.threshold, rng })
      this.#log.add(restarted, moved.counts)
      this.#assign(restarted.running)
    })
  }

  async usage(): Promise<readonly CodeUsage[]> {
    const [[usage], restarts] = await Promise.all([this.#codebook.usage(), this.#log.read()])
    return usage === undefined ? [] : [{ ...usage, restarts }]
  }

  resetUsage(): void {
    this.#codebook.resetUsage()
    this.#log.reset()
  }

  weights(): Readonly<Record<string, tf.Variable>> {
    return {
      ...this.#codebook.weights(),
      'running-counts': this.#counts,
      'running-sums': this.#sums,
      restarts: this.#log.entries,
    }
  }

  topologies(): Readonly<Record<string, NetworkTopology>> {
    return {}
  }

  dispose(): void {
    if (this.#counts.isDisposed) return
    this.#codebook.dispose()
    this.#log.dispose()
    tf.dispose([this.#counts, this.#sums])
  }

  #running(): RunningCodes {
    return { counts: this.#counts, sums: this.#sums, codes: this.#codebook.codes }
  }

  #assign({ counts, sums, codes }: RunningCodes): void {
    this.#counts.assign(counts)
    this.#sums.assign(sums)
    this.#codebook.codes.assign(codes)
  }

  /** What the running means make of a step or, in the first of all, where codes begin. */
  #placed(moved: RunningCodes, assigned: AssignedVectors, ctx: StepContext): RunningCodes {
    const placement = this.#codebook.place(assigned, ctx)
    if (placement === undefined) return moved
    const fresh = freshCodes(placement.codes)
    return {
      counts: whereFresh(placement, fresh.counts, moved.counts),
      sums: whereFresh(placement, fresh.sums, moved.sums),
      codes: whereFresh(placement, fresh.codes, moved.codes),
    }
  }
}
