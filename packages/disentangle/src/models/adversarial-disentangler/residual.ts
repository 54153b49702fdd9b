import { type Network, type Objective, type Phase, type StepContext, softmaxCrossEntropy } from '@ae/core'
import * as tf from '@tensorflow/tfjs'
import { gradientPenalty } from '../../ops/gradient-penalty'
import type { VoiceBatch } from '../../voice-batch'

/** The second stage: who plays, and what for. */
export interface ResidualGame {
  /** `[T, F]` → `[1 + speakers]`: how real a clip is, and who speaks in it. */
  readonly critic: Network
  /** What adds to what the decoder makes. */
  readonly generator: Network
  /** Speakers there are. */
  readonly speakers: number
  /** Of keeping the critic's slope at 1. */
  readonly penaltyWeight: number
  /** Clips said by others, generator included, encoder and decoder held still, the generator too outside of training: `[B, T, F]`. */
  convert(x: tf.Tensor, target: tf.Tensor1D, ctx: StepContext): tf.Tensor
  /** Throws unless a batch is one of voices. */
  require(batch: VoiceBatch): void
}

/**
 * The phases `critic` and `generator`: a critic that tells made clips from real ones and knows whose they are, a generator that
 * adds what is missing to conversions to speakers at random.
 *
 * @see Chou et al. 2018, Multi-target Voice Conversion, §2.2, arXiv:1804.02812
 */
export function residualPhases(game: ResidualGame): readonly [Phase<VoiceBatch>, Phase<VoiceBatch>] {
  const { critic, generator } = game
  return [
    { name: 'critic', variables: critic.variables, objective: (batch, ctx) => criticise(game, batch, ctx) },
    {
      name: 'generator',
      variables: generator.variables,
      objective: (batch, ctx) => improve(game, batch, ctx),
    },
  ]
}

function criticise(game: ResidualGame, batch: VoiceBatch, ctx: StepContext): Objective {
  game.require(batch)
  const { critic, penaltyWeight } = game
  const { x, speaker } = batch
  const made = game.convert(x, anyone(game, x, ctx), { ...ctx, training: false })
  const [real, fake] = [opinions(critic.apply(x, ctx)), opinions(critic.apply(made, ctx))]
  const gap = real.score.mean().sub(fake.score.mean()).asScalar()
  const recognised = softmaxCrossEntropy(speaker, real.who)
  const penalty = gradientPenalty((rows) => opinions(critic.apply(rows, ctx)).score, {
    real: x,
    made,
    rng: ctx.rng.fork('mixture'),
  })
  const total = recognised.sub(gap).add(penalty.mul(penaltyWeight)).asScalar()
  return { total, terms: { gap, recognised, penalty } }
}

function improve(game: ResidualGame, batch: VoiceBatch, ctx: StepContext): Objective {
  game.require(batch)
  const target = anyone(game, batch.x, ctx)
  const { score, who } = opinions(
    game.critic.apply(game.convert(batch.x, target, ctx), { ...ctx, training: false }),
  )
  const realness = score.mean<tf.Scalar>()
  const recognised = softmaxCrossEntropy(target, who)
  return { total: recognised.sub(realness).asScalar(), terms: { realness, recognised } }
}

/** A speaker at random for each row, which may be its own. */
function anyone({ speakers }: ResidualGame, { shape: [rows = 0] }: tf.Tensor, ctx: StepContext): tf.Tensor1D {
  const rng = ctx.rng.fork('target')
  return tf.tensor1d(
    Array.from({ length: rows }, () => rng.integer(speakers)),
    'int32',
  )
}

function opinions(both: tf.Tensor): { readonly score: tf.Tensor; readonly who: tf.Tensor } {
  const [rows = 0, width = 1] = both.shape
  return { score: both.slice([0, 0], [rows, 1]), who: both.slice([0, 1], [rows, width - 1]) }
}
