import type { NetworkTopology, Shape, StepContext } from '@ae/core'
import * as tf from '@tensorflow/tfjs'
import { requireIndices, requireVectors } from '../../checks'
import { meanTerms } from '../../composite/mean-terms'
import { joinAux, Parts, splitAux } from '../../composite/parts'
import type { QuantizeContext, Quantized, Quantizer } from '../../quantizer'
import { tidyQuantized } from '../../tidy-quantized'
import type { CodeUsage } from '../../usage/code-usage'
import {
  type GroupedQuantizerConfig,
  type ResolvedGroupedQuantizerConfig,
  requireGroupedQuantizerConfig,
} from './config'

/**
 * A vector in stretches, each quantized by itself: G indices of K values stand for K^G codes (product quantization). With
 * one quantizer for all stretches, G heads look into one codebook.
 *
 * ```
 * z ──► z_1 … z_G ──► quantizers ──► codes side by side
 * [B, …, D]           indices [B, …, G]    [B, …, D]       losses: means over the groups
 * ```
 *
 * A `ResidualQuantizer` also has several indices a vector, each refining those before; here they say different things.
 *
 * @see Jégou, Douze & Schmid 2011, Product Quantization for Nearest Neighbor Search, §2
 * @example
 * const groups = { quantizer: new EmaQuantizer({ codebookSize: 64, codeDim: 8 }), count: 4 }
 * const quantizer = new GroupedQuantizer({ groups }) // vectors of 32 numbers, 4 indices each
 */
export class GroupedQuantizer implements Quantizer {
  /** The tag of its checkpoints. */
  static readonly kind = 'grouped-quantizer'
  readonly kind: string = GroupedQuantizer.kind
  readonly config: ResolvedGroupedQuantizerConfig
  readonly codeDim: number
  readonly #parts: Parts

  /** @throws AeError `config` on bad groups */
  constructor(config: GroupedQuantizerConfig) {
    const { groups } = requireGroupedQuantizerConfig(config)
    this.#parts = new Parts({ subject: 'GroupedQuantizer', option: 'groups', given: groups })
    this.config = Object.freeze({ groups: this.#parts.config })
    this.codeDim = this.#sizes().reduce((sum, size) => sum + size, 0)
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
    requireVectors('GroupedQuantizer', z, this.codeDim, ctx.mask)
    return tidyQuantized(() => {
      const stretches = tf.split(z, [...this.#sizes()], -1)
      const made = this.#parts.each.map((quantizer, place) =>
        quantizer.quantize(stretches[place] ?? z, this.#parts.contextOf(place, ctx)),
      )
      const indices = tf.stack(
        made.map((each) => each.indices),
        z.rank - 1,
      )
      return {
        codes: tf.concat(
          made.map(({ codes }) => codes),
          -1,
        ),
        indices,
        ...meanTerms(made),
        aux: { indices: indices.clone(), ...joinAux(made.map(({ aux }) => aux)) },
      }
    })
  }

  lookup(indices: tf.Tensor): tf.Tensor {
    this.#parts.requireOpen()
    requireIndices('GroupedQuantizer', indices, this.indexShape)
    return tf.tidy(() => {
      const places = tf.unstack(indices, indices.rank - this.indexShape.length)
      return tf.concat(
        this.#parts.each.map((quantizer, place) => quantizer.lookup(places[place] ?? indices)),
        -1,
      )
    })
  }

  afterStep({ indices, ...aux }: Readonly<Record<string, tf.Tensor>>, ctx: StepContext): void {
    this.#parts.afterStep(indices, splitAux(aux, this.#parts.each.length), ctx)
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

  #sizes(): readonly number[] {
    return this.#parts.each.map(({ codeDim }) => codeDim)
  }
}
