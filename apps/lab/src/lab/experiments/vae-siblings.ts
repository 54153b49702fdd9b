import {
  AdversarialAutoencoder,
  Autoencoder,
  adam,
  BetaTCVAE,
  ConditionalVAE,
  createRng,
  DIPVAE,
  FactorVAE,
  type fit,
  GaussianMixture,
  HierarchicalVAE,
  type ImportanceSampled,
  IWAE,
  importanceWeightedNll,
  type LabelledBatch,
  type LatentModel,
  mlp,
  type OptimizerSpec,
  RAE,
  reconstruct,
  sse,
  stepDecay,
  TwoStageSampler,
  VAE,
  VAEGAN,
  VampVAE,
  WAE,
} from '@ae/core'
import * as tf from '@tensorflow/tfjs'
import type { Lab } from '../experiment'

/** Numbers in a code. */
const LATENT = 20
const UNITS = { full: 400, quick: 128 } as const
/** Weight of total correlation, where that is what a sibling punishes: as in `factors`. */
const SPREAD = 6
/** Gaussians of a mixture; the digits are ten. */
const COMPONENTS = 10
/** Codes that samplers are fitted to. */
export const FITTED = { full: 10_000, quick: 2000 } as const

/** What a sibling gave. */
export interface Shown {
  /** Decoded draws, the caller's. */
  readonly samples: tf.Tensor
  /** Squared error a test image. */
  readonly sse: number
  /** Nats a test image, from importance sampling; absent without a likelihood. */
  readonly nll?: number
}

/** What a sibling is given. */
export interface Task {
  /** The run. */
  readonly lab: Lab
  /** Trains a model, as long as every other. */
  readonly train: (
    name: string,
    model: Parameters<typeof fit<tf.Tensor>>[0],
    optimizer?: OptimizerSpec,
  ) => Promise<unknown>
  /** Trains a model of labelled rows. */
  readonly trainLabelled: (name: string, model: ConditionalVAE) => Promise<unknown>
  /** Binarised training images that samplers are fitted to. */
  readonly fitted: tf.Tensor
  /** Binarised test images with their classes. */
  readonly test: LabelledBatch
  /** Draws asked for. */
  readonly count: number
}

/** Codes drawn for each test image. */
const IMPORTANCE = 100

/** For a game of three: with the usual momentum the discriminator wins at once. */
const GAME = adam({ learningRate: stepDecay({ from: 1e-3, factor: 0.3, at: [0.7] }), beta1: 0.5 })

/** Trains a sibling and shows what it does; disposes it. */
export type Sibling = (task: Task) => Promise<Shown>

/** Every sibling, the control first. */
export const siblings: Readonly<Record<string, Sibling>> = {
  plain: (task) =>
    prior(task, new Autoencoder({ ...shared(task), reconstruction: 'bernoulli' }), (model) =>
      model.decode(noise(task)),
    ),
  vae: (task) => prior(task, new VAE(shared(task)), (model) => model.sample(task.count, rng(task))),
  iwae: (task) => prior(task, new IWAE(shared(task)), (model) => model.sample(task.count, rng(task))),
  'vae-mixture': (task) => prior(task, new VAE(shared(task)), (model) => fromMixture(task, model)),
  'vae-two-stage': (task) => prior(task, new VAE(shared(task)), (model) => fromSecondStage(task, model)),
  conditional,
  hierarchical: (task) =>
    prior(
      task,
      new HierarchicalVAE({ ...shared(task), topDim: LATENT / 2, beta: { kind: 'warmUp', fraction: 0.3 } }),
      (model) => model.sample(task.count, rng(task)),
    ),
  vamp: (task) =>
    prior(task, new VampVAE({ ...shared(task), pseudoInputs: 100 }), (model) =>
      model.sample(task.count, rng(task)),
    ),
  wae: (task) =>
    prior(task, new WAE({ ...shared(task), reconstruction: 'bernoulli' }), (model) =>
      model.sample(task.count, rng(task)),
    ),
  adversarial: (task) =>
    prior(task, new AdversarialAutoencoder({ ...shared(task), reconstruction: 'bernoulli' }), (model) =>
      model.sample(task.count, rng(task)),
    ),
  'vae-gan': (task) =>
    prior(task, new VAEGAN(shared(task)), (model) => model.sample(task.count, rng(task)), GAME),
  'beta-tc': (task) =>
    prior(
      task,
      new BetaTCVAE({ ...shared(task), rows: task.lab.digits.train.images.size, beta: SPREAD }),
      (model) => model.sample(task.count, rng(task)),
    ),
  factor: (task) =>
    prior(task, new FactorVAE({ ...shared(task), gamma: SPREAD }), (model) =>
      model.sample(task.count, rng(task)),
    ),
  'dip-i': (task) =>
    prior(task, new DIPVAE({ ...shared(task), covariance: 'means' }), (model) =>
      model.sample(task.count, rng(task)),
    ),
  'dip-ii': (task) =>
    prior(task, new DIPVAE({ ...shared(task), covariance: 'codes' }), (model) =>
      model.sample(task.count, rng(task)),
    ),
  'rae-mixture': (task) =>
    prior(task, new RAE({ ...shared(task), reconstruction: 'bernoulli' }), (model) =>
      fromMixture(task, model),
    ),
}

function shared({ lab }: Task) {
  const units = lab.quick ? UNITS.quick : UNITS.full
  return {
    inputShape: [28, 28, 1],
    latentDim: LATENT,
    encoder: mlp({ hiddenUnits: [units] }),
    decoder: mlp({ hiddenUnits: [units] }),
    seed: lab.seed,
  }
}

function rng({ lab }: Task) {
  return createRng(lab.seed).fork('samples')
}

function noise(task: Task): tf.Tensor {
  return rng(task).normal([task.count, LATENT])
}

function hasLikelihood(model: LatentModel): model is LatentModel & ImportanceSampled {
  return 'logWeights' in model
}

/** Trains a model, draws, measures. */
async function prior<M extends LatentModel>(
  task: Task,
  model: M,
  draw: (model: M) => tf.Tensor | Promise<tf.Tensor>,
  optimizer?: OptimizerSpec,
): Promise<Shown> {
  try {
    await task.train(model.kind, model, optimizer)
    const { x } = task.test
    const error = await read(tf.tidy(() => sse(x, reconstruct(model, x))))
    const samples = await draw(model)
    if (!hasLikelihood(model)) return { samples, sse: error }
    return { samples, sse: error, nll: mean(await importanceWeightedNll(model, x, { samples: IMPORTANCE })) }
  } finally {
    model.dispose()
  }
}

async function conditional(task: Task): Promise<Shown> {
  const model = new ConditionalVAE({ ...shared(task), classes: 10 })
  try {
    await task.trainLabelled(model.kind, model)
    const { x, label } = task.test
    const error = await read(tf.tidy(() => sse(x, model.decode(model.encode(x, label), label))))
    const nll = mean(await importanceWeightedNll(model, task.test, { samples: IMPORTANCE }))
    const wanted = tf.tensor1d(
      Int32Array.from({ length: task.count }, (_, i) => i % 10),
      'int32',
    )
    const samples = model.sample(wanted, rng(task))
    wanted.dispose()
    return { samples, sse: error, nll }
  } finally {
    model.dispose()
  }
}

async function fromMixture(task: Task, model: LatentModel): Promise<tf.Tensor> {
  const codes = model.encode(task.fitted)
  try {
    const mixture = await GaussianMixture.fit(codes, { components: COMPONENTS, seed: task.lab.seed })
    return tf.tidy(() => model.decode(mixture.sample(task.count, rng(task))))
  } finally {
    codes.dispose()
  }
}

async function fromSecondStage(task: Task, model: VAE): Promise<tf.Tensor> {
  const codes = model.posterior(task.fitted)
  try {
    const second = await TwoStageSampler.fit(codes, { epochs: 30, seed: task.lab.seed })
    const samples = tf.tidy(() => model.decode(second.sample(task.count, rng(task))))
    second.dispose()
    return samples
  } finally {
    tf.dispose([codes.mean, codes.logVar])
  }
}

/** The number in a scalar, which is freed. */
async function read(scalar: tf.Tensor): Promise<number> {
  const [value = Number.NaN] = await scalar.data()
  scalar.dispose()
  return value
}

/** The mean of some numbers. */
function mean(values: ArrayLike<number>): number {
  return Array.from(values).reduce((sum, value) => sum + value, 0) / values.length
}
