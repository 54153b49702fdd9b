import * as tf from '@tensorflow/tfjs'
import { requirePositiveInteger } from '../../errors/require'
import type { LatentModel } from '../../interfaces/model'
import type { NetworkTopology } from '../../interfaces/network'
import type { NamedGradients, Objective, Phase, StepContext } from '../../interfaces/phase'
import type { Rng } from '../../interfaces/rng'
import { sse } from '../../losses/sse'
import { stopGradient } from '../../ops/straight-through'
import { repairTfjs } from '../../repairs/repair-tfjs'
import { createRng } from '../../rng/rng'
import { requireBatch, requireLive } from '../live'
import { type RBMConfig, type ResolvedRBMConfig, resolveRBMConfig } from './config'
import {
  contrastiveChain,
  contrastiveGradients,
  gibbsChain,
  type PositivePhase,
  positivePhase,
} from './contrastive-divergence'
import { freeEnergy, hiddenMean, visibleMean } from './energy'

/** Deviation of the first weights (Hinton & Salakhutdinov 2006, the authors' code). */
const INITIAL_DEVIATION = 0.1

/** What an {@link RBM} learns. */
export interface RBMParameters {
  /** W: [V, H] */
  readonly kernel: tf.Variable<tf.Rank.R2>
  /** b: [V] */
  readonly visibleBias: tf.Variable<tf.Rank.R1>
  /** c: [H] */
  readonly hiddenBias: tf.Variable<tf.Rank.R1>
}

/** Options of {@link RBM.sample} and {@link RBM.gibbs}. */
export interface GibbsOptions {
  /** Times that all hidden and then all visible units are drawn. Default 1000 for `sample`, 1 for `gibbs`. */
  readonly steps?: number
}

/**
 * A restricted Boltzmann machine: a distribution over data, and a layer of features that explain them.
 *
 * ```
 * v ──► W, c ──► h        E(v, h) = −b·v − c·h − vᵀWh
 * [B, …]        [B, H]    p(v) ∝ e^−F(v),  F(v) = −b·v − Σ softplus(c + vW)
 *   v⁻ ◄── Wᵀ, b ◄──┘
 *      ascend  ⟨v h⟩ of the data  −  ⟨v h⟩ of what the machine dreams  −  λW
 * ```
 *
 * It learns without back-propagation, by contrastive divergence: `fit` follows these statistics, with any
 * optimizer; `contrastiveSgd()` is the authors'. The reported reconstruction error is not what is minimised;
 * watch the free-energy gap (`diagnoseRbm`). Several on top of each other are a `DeepBelief`, which unrolls into
 * an `Autoencoder`. To draw new data, a `VAE` is easier to train and to judge.
 *
 * @see Hinton 2002, Training Products of Experts by Minimizing Contrastive Divergence
 * @example
 * const rbm = new RBM({ inputShape: [28, 28, 1], hiddenUnits: 500 })
 * await fit(rbm, images, { epochs: 10, batchSize: 100, optimizer: contrastiveSgd() })
 * const features = rbm.encode(images)
 */
export class RBM implements LatentModel {
  /** The tag of its checkpoints. */
  static readonly kind = 'rbm'
  readonly kind: string = RBM.kind
  readonly config: ResolvedRBMConfig
  readonly phases: readonly [Phase<tf.Tensor>]
  /** What it has learnt; the variables belong to the machine. */
  readonly parameters: RBMParameters
  /** Where the persistent chains stand, [chains, V]; none with contrastive divergence. */
  readonly #chains: tf.Variable<tf.Rank.R2> | undefined
  readonly #visibleUnits: number
  #disposed = false

  /** @throws AeError `config` on a bad option */
  constructor(config: RBMConfig) {
    this.config = resolveRBMConfig(config)
    repairTfjs()
    const { inputShape, hiddenUnits, negative, seed } = this.config
    const visibleUnits = inputShape.reduce((product, side) => product * side, 1)
    this.#visibleUnits = visibleUnits
    const rng = createRng(seed)
    this.parameters = tf.tidy(() => ({
      kernel: tf.variable(
        rng.fork('kernel').normal([visibleUnits, hiddenUnits]).mul<tf.Tensor2D>(INITIAL_DEVIATION),
      ),
      visibleBias: tf.variable(tf.zeros<tf.Rank.R1>([visibleUnits])),
      hiddenBias: tf.variable(tf.zeros<tf.Rank.R1>([hiddenUnits])),
    }))
    if (negative.kind === 'pcd') {
      this.#chains = tf.tidy(() => tf.variable(this.#noise(negative.chains, rng.fork('chains')), false))
    }
    this.phases = [
      {
        name: 'rbm',
        variables: Object.values(this.parameters),
        gradients: (x, ctx) => this.#gradients(x, ctx),
        objective: (x, ctx) => this.#objective(x, ctx),
        afterStep: ({ chains }) => {
          if (chains !== undefined) this.#chains?.assign(chains as tf.Tensor2D)
        },
      },
    ]
  }

  /** `E[h | v]`, the features: `[B, …inputShape]` → `[B, hiddenUnits]`. Borrows `x`; the code is the caller's. */
  encode(x: tf.Tensor): tf.Tensor {
    return tf.tidy(() => hiddenMean(this.parameters, this.config.units, this.#rows(x)))
  }

  /** `E[v | h]`: `[B, hiddenUnits]` → `[B, …inputShape]`. Borrows `z`; the result is the caller's. */
  decode(z: tf.Tensor): tf.Tensor {
    this.#require(z, [this.config.hiddenUnits])
    return tf.tidy(() => this.#shaped(visibleMean(this.parameters, this.config.units, z as tf.Tensor2D)))
  }

  /** `F(v) = −log p(v) + constant`: `[B, …inputShape]` → `[B]`. Borrows `x`; the result is the caller's. */
  freeEnergy(x: tf.Tensor): tf.Tensor1D {
    return tf.tidy(() => freeEnergy(this.parameters, this.config.units, this.#rows(x)))
  }

  /**
   * Rows that Gibbs sampling makes of others: `[N, …inputShape]` → the same shape, drawn, the caller's. Borrows `x`.
   *
   * Draws are noisy; `reconstruct(rbm, draws)` gives the means round them, which are nicer to look at.
   */
  gibbs(x: tf.Tensor, rng: Rng, options: GibbsOptions = {}): tf.Tensor {
    const steps = requirePositiveInteger('RBM.gibbs', 'steps', options.steps ?? 1)
    const { units } = this.config
    return tf.tidy(() => this.#shaped(gibbsChain(this.parameters, { units, steps }, this.#rows(x), rng)))
  }

  /** New data: `[count, …inputShape]` after a long walk from noise, the caller's. The default stream starts anew at each call. */
  sample(count: number, rng: Rng = createRng(0), options: GibbsOptions = {}): tf.Tensor {
    requirePositiveInteger('RBM.sample', 'count', count)
    return tf.tidy(() => {
      const start = this.#shaped(this.#noise(count, rng.fork('start')))
      return this.gibbs(start, rng.fork('walk'), { steps: 1000, ...options })
    })
  }

  /** What each hidden unit looks for: its weights, as data. `[hiddenUnits, …inputShape]`, the caller's. */
  filters(): tf.Tensor {
    requireLive('RBM', this.#disposed)
    return tf.tidy(() => this.#shaped(this.parameters.kernel.transpose()))
  }

  weights(): Readonly<Record<string, tf.Variable>> {
    const { kernel, visibleBias, hiddenBias } = this.parameters
    const chains = this.#chains === undefined ? {} : { chains: this.#chains }
    return { kernel, 'visible-bias': visibleBias, 'hidden-bias': hiddenBias, ...chains }
  }

  topologies(): Readonly<Record<string, NetworkTopology>> {
    return {}
  }

  dispose(): void {
    if (this.#disposed) return
    this.#disposed = true
    tf.dispose([...Object.values(this.parameters), this.#chains ?? []])
  }

  #gradients(x: tf.Tensor, ctx: StepContext): NamedGradients {
    const v = this.#rows(x)
    const positive = positivePhase(this.parameters, this.config.units, v, ctx.rng.fork('hidden'))
    const dreamt = this.#dream(positive, ctx.rng)
    const { kernel, visibleBias, hiddenBias } = this.parameters
    const gradients = contrastiveGradients(
      kernel,
      { visible: v, hidden: positive.hidden },
      { visible: dreamt, hidden: hiddenMean(this.parameters, this.config.units, dreamt) },
      this.config.weightDecay,
    )
    return {
      gradients: {
        [kernel.name]: gradients.kernel,
        [visibleBias.name]: gradients.visibleBias,
        [hiddenBias.name]: gradients.hiddenBias,
      },
      terms: { reconstruction: sse(v, positive.reconstruction) },
      ...(this.#chains === undefined ? {} : { aux: { chains: dreamt } }),
    }
  }

  /** What has the gradients above, were it differentiated with the dreams held fast: how much less energy data have than dreams. */
  #objective(x: tf.Tensor, ctx: StepContext): Objective {
    const { units, weightDecay } = this.config
    const v = this.#rows(x)
    const positive = positivePhase(this.parameters, units, v, ctx.rng.fork('hidden'))
    const dreamt = stopGradient(this.#dream(positive, ctx.rng))
    const data = freeEnergy(this.parameters, units, v).mean()
    const dreams = freeEnergy(this.parameters, units, dreamt as tf.Tensor2D).mean()
    const penalty = this.parameters.kernel
      .square()
      .sum()
      .mul(weightDecay / 2)
    return {
      total: data.sub(dreams).add(penalty).asScalar(),
      terms: { reconstruction: sse(v, positive.reconstruction) },
    }
  }

  /** Rows of the machine's own making, [N, V]: near the data, or where the persistent chains have got to. */
  #dream({ reconstruction }: PositivePhase, rng: Rng): tf.Tensor2D {
    const { units, negative } = this.config
    const settings = { units, steps: negative.steps }
    if (this.#chains === undefined) {
      return contrastiveChain(this.parameters, settings, reconstruction, rng.fork('chain'))
    }
    return gibbsChain(this.parameters, settings, this.#chains, rng.fork('chain'))
  }

  /** [N, V], knowing nothing. */
  #noise(count: number, rng: Rng): tf.Tensor2D {
    const shape = [count, this.#visibleUnits]
    if (this.config.units === 'gaussianVisible') return rng.normal(shape) as tf.Tensor2D
    return rng.uniform(shape).less(0.5).cast<tf.Tensor2D>('float32')
  }

  /** [B, …inputShape] → [B, V] */
  #rows(x: tf.Tensor): tf.Tensor2D {
    this.#require(x, this.config.inputShape)
    return x.reshape([x.shape[0] ?? 1, this.#visibleUnits])
  }

  /** [B, V] → [B, …inputShape] */
  #shaped(v: tf.Tensor2D): tf.Tensor {
    return v.reshape([v.shape[0], ...this.config.inputShape])
  }

  #require(x: tf.Tensor, shape: readonly number[]): void {
    requireLive('RBM', this.#disposed)
    requireBatch('RBM', x, shape)
  }
}
