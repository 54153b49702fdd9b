import { AeError, type NetworkTopology, type Shape, type StepContext, show, stopGradient } from '@ae/core'
import * as tf from '@tensorflow/tfjs'
import { requireIndices, requireVectors } from '../../checks'
import { meanTerms } from '../../composite/mean-terms'
import { joinAux, Parts, splitAux } from '../../composite/parts'
import { codeGradients } from '../../gradients/code-gradient'
import { maskedCodes } from '../../masks/masked-codes'
import type { QuantizeContext, Quantized, Quantizer } from '../../quantizer'
import { tidyQuantized } from '../../tidy-quantized'
import type { CodeUsage } from '../../usage/code-usage'
import {
  type ResidualQuantizerConfig,
  type ResolvedResidualQuantizerConfig,
  resolveResidualQuantizerConfig,
} from './config'

/**
 * Each level quantizes what the levels before have left over; a code is the sum. L indices of K values reach errors that one
 * codebook would need K^L codes for, and the first few of them are a coarser code.
 *
 * ```
 * r_0 = z      q_l = level_l(r_l · s^l) / s^l      r_{l+1} = r_l − q_l      codes = Σ q_l
 * [B, …, D]    indices [B, …, L]                                            [B, …, D]       losses: means over the levels
 * ```
 *
 * With `dropout`, last levels are left out of some steps: their indices are −1, and what is decoded from fewer levels stays
 * good. At the first step of a training, levels begin one after the other, each on what those before leave.
 * `beamSearch` finds better indices than one level at a time does. A `GroupedQuantizer` has indices beside each other.
 *
 * @see Zeghidour et al. 2021, SoundStream, §III-C, arXiv:2107.03312 (with dropout); Lee et al. 2022, §3.1, arXiv:2203.01941
 * (a shared codebook)
 * @example
 * const level = (seed: number) => new EmaQuantizer({ codebookSize: 256, codeDim: 64, seed })
 * const quantizer = new ResidualQuantizer({ levels: [level(0), level(1), level(2)] })
 */
export class ResidualQuantizer implements Quantizer {
  /** The tag of its checkpoints. */
  static readonly kind = 'residual-quantizer'
  readonly kind: string = ResidualQuantizer.kind
  readonly config: ResolvedResidualQuantizerConfig
  readonly codeDim: number
  readonly #parts: Parts

  /** @throws AeError `config` on a bad option */
  constructor(config: ResidualQuantizerConfig) {
    const resolved = resolveResidualQuantizerConfig(config)
    this.#parts = new Parts({ subject: 'ResidualQuantizer', option: 'levels', given: config.levels })
    const sizes = this.#parts.each.map(({ codeDim }) => codeDim)
    this.codeDim = sizes[0] ?? 1
    const { dropout } = resolved
    if (sizes.some((size) => size !== this.codeDim)) {
      throw new AeError(
        'config',
        `ResidualQuantizer: \`levels\` must have codes of one size. Received: ${show(sizes)}.`,
      )
    }
    if (dropout !== 'never' && dropout.least > sizes.length) {
      throw new AeError(
        'config',
        `ResidualQuantizer: \`dropout.least\` must be at most ${sizes.length}, the number of levels. Received: ${dropout.least}.`,
      )
    }
    this.config = Object.freeze({ ...resolved, levels: this.#parts.config })
  }

  /** The quantizer of each level, the coarsest first; this object's own. */
  get levels(): readonly Quantizer[] {
    return this.#parts.each
  }

  get codebookSize(): number {
    return this.#parts.codebookSize
  }

  get indexShape(): Shape {
    return this.#parts.indexShape
  }

  get variables(): readonly tf.Variable[] {
    return this.#parts.variables
  }

  quantize(z: tf.Tensor, ctx: QuantizeContext): Quantized {
    this.#parts.requireOpen()
    const { mask } = ctx
    requireVectors('ResidualQuantizer', z, this.codeDim, mask)
    return tidyQuantized(() => {
      const { made, sum } = this.#descend(z, ctx)
      const none = tf.onesLike(made[0]?.indices ?? sum).neg()
      const indices = tf.stack(
        this.levels.map((_, place) => made[place]?.indices ?? none),
        z.rank - 1,
      )
      // Where levels begin depends on those before them: the first step needs the vectors again.
      const start =
        ctx.step === 0 ? { z: z.clone(), ...(mask === undefined ? {} : { mask: mask.clone() }) } : {}
      return {
        codes: maskedCodes(codeGradients[this.config.gradient](z, sum), mask),
        indices,
        ...meanTerms(made),
        aux: { indices: indices.clone(), ...start, ...joinAux(made.map(({ aux }) => aux)) },
      }
    })
  }

  lookup(indices: tf.Tensor): tf.Tensor {
    this.#parts.requireOpen()
    requireIndices('ResidualQuantizer', indices, this.indexShape)
    return tf.tidy(() => {
      const places = tf.unstack(indices, indices.rank - this.indexShape.length)
      // In the order in which `quantize` adds, for the same rounding.
      return this.levels
        .map((level, place) => level.lookup(places[place] ?? indices).div(this.scaleOf(place)))
        .reduce((sum, code) => sum.add(code))
    })
  }

  /** What is left over before a level is multiplied by this. */
  scaleOf(level: number): number {
    return this.config.enlargement ** level
  }

  afterStep(aux: Readonly<Record<string, tf.Tensor>>, ctx: StepContext): void {
    const { indices, z, mask, ...rest } = aux
    if (ctx.step > 0 || z === undefined) {
      this.#parts.afterStep(indices, splitAux(rest, this.levels.length), ctx)
      return
    }
    this.#parts.count(indices)
    tf.tidy(() => {
      let residual = z
      this.levels.forEach((level, place) => {
        const scaled = residual.mul(this.scaleOf(place))
        const own = this.#parts.contextOf(place, { ...ctx, ...(mask === undefined ? {} : { mask }) })
        level.afterStep(level.quantize(scaled, own).aux, own)
        residual = residual.sub(level.quantize(scaled, own).codes.div(this.scaleOf(place)))
      })
    })
  }

  usage(): Promise<readonly CodeUsage[]> {
    return this.#parts.usage()
  }

  resetUsage(): void {
    this.#parts.resetUsage()
  }

  weights(): Readonly<Record<string, tf.Variable>> {
    return this.#parts.weights()
  }

  topologies(): Readonly<Record<string, NetworkTopology>> {
    return {}
  }

  dispose(): void {
    this.#parts.dispose()
  }

  /** Level by level, as many as the step has. */
  #descend(
    z: tf.Tensor,
    ctx: QuantizeContext,
  ): { readonly made: readonly Quantized[]; readonly sum: tf.Tensor } {
    const made: Quantized[] = []
    let residual = z
    let sum: tf.Tensor | undefined
    for (const [place, level] of this.levels.slice(0, this.#depth(ctx)).entries()) {
      const scale = this.scaleOf(place)
      const quantized = level.quantize(residual.mul(scale), this.#parts.contextOf(place, ctx))
      const code = stopGradient(quantized.codes).div(scale)
      made.push(quantized)
      residual = residual.sub(code)
      sum = sum?.add(code) ?? code
    }
    return { made, sum: sum ?? tf.zerosLike(z) }
  }

  /** Levels of a step. */
  #depth({ training, rng }: QuantizeContext): number {
    const { dropout } = this.config
    const all = this.levels.length
    if (dropout === 'never' || !training) return all
    return dropout.least + rng.fork('levels').integer(all - dropout.least + 1)
  }
}
