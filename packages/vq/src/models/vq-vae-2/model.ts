import {
  inferenceContext,
  type LatentModel,
  type NetworkBuilder,
  type NetworkTopology,
  type Objective,
  type Phase,
  type Shape,
  type StepContext,
  seededNetwork,
} from '@ae/core'
import * as tf from '@tensorflow/tfjs'
import { joinAux, splitAux } from '../../composite/parts'
import { codeMapDecoder, codeMapEncoder } from '../../networks/code-map'
import type { Quantized, Quantizer } from '../../quantizer'
import { relativeError, toDataSpace, toNetworkSpace } from '../coded-rows'
import { ModelParts } from '../model-parts'
import { type ResolvedVQVAE2Config, resolveVQVAE2Config, type VQVAE2Config } from './config'

/** The levels, upper first, and the quantizer of each. */
const LEVELS = ['top', 'bottom'] as const

type Level = (typeof LEVELS)[number]

/** The indices of data at both levels. */
export type TwoLevelTokens = Readonly<Record<Level, tf.Tensor>>

type NetworkName = 'encoder' | 'topEncoder' | 'topDecoder' | 'bottomEncoder' | 'decoder'

/**
 * A `VQVAE` of two levels: a coarse map of indices says what is where, and a finer one, which knows it, the rest.
 *
 * ```
 * x ──► encoder ──► h ──► topEncoder ──► topQuantizer ──► topDecoder ──► t
 * [B, …]            [B, …bottomShape, F]  [B, …topShape, D]              [B, …bottomShape, F]
 *             h, t ──► bottomEncoder ──► bottomQuantizer ──► b           [B, …bottomShape, D]
 *                           t, b ──► decoder ──► output function ──► x̂   [B, …]
 *   minimise  mean (x − x̂)² / dataVariance  +  the quantizers' own losses
 * ```
 *
 * What the upper codes say of the lower map is decoded once, for the lower encoder and for the decoder. A prior of the upper
 * map, and one of the lower given it, draw data. Images of one scale need no second level: take a `VQVAE`.
 *
 * @see Razavi, van den Oord & Vinyals 2019, Generating Diverse High-Fidelity Images with VQ-VAE-2, §3.1 and algorithm 1,
 * arXiv:1906.00446
 * @example
 * const [topQuantizer, bottomQuantizer] = [0, 1].map((seed) => new EmaQuantizer({ codebookSize: 128, codeDim: 16, seed }))
 * const model = new VQVAE2({ inputShape: [64, 64, 3], topQuantizer, bottomQuantizer })
 * await fit(model, images, { epochs: 5, callbacks: [codebookDiagnostics()] })
 * const { top, bottom } = model.tokens(x) // int32 [B, 8, 8] and [B, 16, 16]
 */
export class VQVAE2 implements LatentModel {
  /** The tag of its checkpoints. */
  static readonly kind = 'vq-vae-2'
  readonly kind: string = VQVAE2.kind
  readonly config: ResolvedVQVAE2Config
  readonly phases: readonly [Phase<tf.Tensor>]
  /** What makes the codes of each level; the model's own. */
  readonly quantizers: Readonly<Record<Level, Quantizer>>
  readonly #parts: ModelParts<'topQuantizer' | 'bottomQuantizer', NetworkName>
  readonly #joinedShape: Shape

  /** @throws AeError `config` on a bad option, `shape` if a network does not fit */
  constructor(config: VQVAE2Config) {
    const resolved = resolveVQVAE2Config(config)
    const { inputShape, topShape, bottomShape, features, seed } = resolved
    const {
      topQuantizer,
      bottomQuantizer,
      encoder = codeMapEncoder(),
      topEncoder = codeMapEncoder({ halvings: 1 }),
      topDecoder = codeMapDecoder({ halvings: 1 }),
      bottomEncoder = atEachPlace,
      decoder = codeMapDecoder(),
    } = config
    const lower = (numbers: number): Shape => [...bottomShape, numbers]
    this.#parts = new ModelParts({
      subject: 'VQVAE2',
      quantizers: { topQuantizer, bottomQuantizer },
      networks: (quantizers) => {
        const top = [...topShape, quantizers.topQuantizer.codeDim]
        const { codeDim } = quantizers.bottomQuantizer
        return {
          encoder: { like: encoder, inputShape, outputShape: lower(features) },
          topEncoder: { like: topEncoder, inputShape: lower(features), outputShape: top },
          topDecoder: { like: topDecoder, inputShape: top, outputShape: lower(features) },
          bottomEncoder: {
            like: bottomEncoder,
            inputShape: lower(2 * features),
            outputShape: lower(codeDim),
          },
          decoder: { like: decoder, inputShape: lower(features + codeDim), outputShape: inputShape },
        }
      },
      seed,
    })
    const { quantizers, specs, variables } = this.#parts
    this.quantizers = { top: quantizers.topQuantizer, bottom: quantizers.bottomQuantizer }
    this.config = Object.freeze({ ...resolved, ...specs })
    this.#joinedShape = lower(features + this.quantizers.bottom.codeDim)
    this.phases = [
      {
        name: 'vq-vae-2',
        variables,
        objective: (x, ctx) => this.#objective(x, ctx),
        afterStep: (aux, ctx) => {
          const own = splitAux(aux, LEVELS.length)
          LEVELS.forEach((level, i) => this.quantizers[level].afterStep(own[i] ?? {}, contextOf(level, ctx)))
        },
      },
    ]
  }

  /**
   * What the decoder reads: the decoded codes of the upper level beside the codes of the lower,
   * `[B, …inputShape]` → `[B, …bottomShape, F + D]`. Borrows `x`; the result is the caller's.
   */
  encode(x: tf.Tensor): tf.Tensor {
    this.#parts.require(x, this.config.inputShape)
    return tf.tidy(() => this.#quantize(x, inferenceContext()).joined)
  }

  /** `[B, …bottomShape, F + D]` → `[B, …inputShape]`. Borrows `z`; the result is the caller's. */
  decode(z: tf.Tensor): tf.Tensor {
    this.#parts.require(z, this.#joinedShape)
    return tf.tidy(() => this.#decoded(z, inferenceContext()))
  }

  /** The indices of data: `[B, …inputShape]` → int32 `[B, …topShape, …]` and `[B, …bottomShape, …]`. Borrows `x`; they are the caller's. */
  tokens(x: tf.Tensor): TwoLevelTokens {
    this.#parts.require(x, this.config.inputShape)
    const { top, bottom } = tf.tidy(() => {
      const made = this.#quantize(x, inferenceContext())
      return { top: made.top.indices, bottom: made.bottom.indices }
    })
    return { top, bottom }
  }

  /**
   * Data from indices: what `tokens` gave, a prior has drawn, or you have written; −1 where a level says nothing. Borrows
   * them; the result is the caller's.
   */
  decodeTokens({ top, bottom }: TwoLevelTokens): tf.Tensor {
    const { topShape, bottomShape } = this.config
    this.#parts.require(top, [...topShape, ...this.quantizers.top.indexShape])
    this.#parts.require(bottom, [...bottomShape, ...this.quantizers.bottom.indexShape])
    return tf.tidy(() => {
      const ctx = inferenceContext()
      const known = this.#parts.networks.topDecoder.apply(this.quantizers.top.lookup(top), ctx)
      return this.#decoded(tf.concat([known, this.quantizers.bottom.lookup(bottom)], -1), ctx)
    })
  }

  weights(): Readonly<Record<string, tf.Variable>> {
    return this.#parts.weights()
  }

  topologies(): Readonly<Record<string, NetworkTopology>> {
    return this.#parts.topologies()
  }

  dispose(): void {
    this.#parts.dispose()
  }

  #quantize(
    x: tf.Tensor,
    ctx: StepContext,
  ): Readonly<Record<Level, Quantized>> & { readonly joined: tf.Tensor } {
    const { encoder, topEncoder, topDecoder, bottomEncoder } = this.#parts.networks
    const features = encoder.apply(toNetworkSpace(x, this.config), ctx)
    const top = this.quantizers.top.quantize(topEncoder.apply(features, ctx), contextOf('top', ctx))
    const known = topDecoder.apply(top.codes, ctx)
    const rest = bottomEncoder.apply(tf.concat([features, known], -1), ctx)
    const bottom = this.quantizers.bottom.quantize(rest, contextOf('bottom', ctx))
    return { top, bottom, joined: tf.concat([known, bottom.codes], -1) }
  }

  #decoded(joined: tf.Tensor, ctx: StepContext): tf.Tensor {
    return toDataSpace(this.#parts.networks.decoder.apply(joined, ctx), this.config)
  }

  #objective(x: tf.Tensor, ctx: StepContext): Objective {
    this.#parts.require(x, this.config.inputShape)
    const { joined, ...levels } = this.#quantize(x, ctx)
    const reconstruction = relativeError(x, this.#decoded(joined, ctx), this.config)
    const terms = LEVELS.flatMap((level) =>
      Object.entries(levels[level].terms).map(([name, term]) => [`${level}/${name}`, term] as const),
    )
    return {
      total: reconstruction.add(levels.top.total).add(levels.bottom.total).asScalar(),
      terms: { reconstruction, ...Object.fromEntries(terms) },
      aux: joinAux(LEVELS.map((level) => levels[level].aux)),
    }
  }
}

/** A level's own stream of the step. */
function contextOf(level: Level, ctx: StepContext): StepContext {
  return { ...ctx, rng: ctx.rng.fork(level) }
}

/** A linear layer at each place of a map. */
const atEachPlace: NetworkBuilder = ({ inputShape, outputShape, rng }) =>
  seededNetwork(
    () =>
      tf.sequential({
        layers: [
          tf.layers.dense({
            name: 'output',
            units: outputShape.at(-1) ?? 1,
            inputShape: [...inputShape],
            kernelInitializer: 'zeros',
          }),
        ],
      }),
    rng,
  )
