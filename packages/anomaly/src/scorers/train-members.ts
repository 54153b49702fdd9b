import { AeError, createRng, type Shape, type Trainable } from '@ae/core'
import type * as tf from '@tensorflow/tfjs'
import type { ResolvedNetworkOptions } from './code-networks'
import { measured, type ReconstructionMember, type Reconstructor } from './reconstruction'
import type { ScorerData } from './row-scorer'
import { trainNetwork } from './train-network'

/** A network before training, and the model that trains it. */
export interface UntrainedMember {
  /** What is trained. */
  readonly model: Trainable<tf.Tensor>
  /** What is kept; frees the model, too. */
  readonly network: Reconstructor
}

/**
 * Trains networks that differ in their seed and measures them on held-out rows. If one fails, all are freed.
 *
 * @throws AeError `config` without held-out rows, `data` if a training has diverged
 */
export async function trainMembers(
  subject: string,
  { train, heldOut, seed }: ScorerData,
  { networks, steps, batchSize, learningRate, inputShape, errorUnit, create }: MemberPlan,
): Promise<readonly ReconstructionMember[]> {
  if (heldOut.count < 2) {
    throw new AeError(
      'config',
      `${subject}: \`heldOut\` must leave at least 2 rows. Received: ${heldOut.count}.`,
      {
        hint: 'what errors are usual is measured on rows that were not learnt from.',
      },
    )
  }
  const members: ReconstructionMember[] = []
  try {
    for (let i = 0; i < networks; i++) {
      const own = createRng(seed)
        .fork(`network ${i}`)
        .integer(2 ** 31)
      const { model, network } = create(own)
      try {
        await trainNetwork(model, train, {
          steps,
          batchSize,
          learningRate,
          seed: own,
          ...(inputShape ? { inputShape } : {}),
        })
        members.push(await measured(network, heldOut, errorUnit))
      } catch (error) {
        network.dispose()
        throw error
      }
    }
    return members
  } catch (error) {
    for (const { network } of members) network.dispose()
    throw error
  }
}

/** How many networks, how they are made and how they are trained. */
export interface MemberPlan
  extends Pick<ResolvedNetworkOptions, 'networks' | 'steps' | 'batchSize' | 'learningRate'> {
  /** As of `ShapedNetworkOptions`. */
  readonly inputShape?: Shape
  /** As of `ShapedNetworkOptions`. */
  readonly errorUnit: 'each' | 'common'
  /** A network with the weights that a seed gives. */
  create(seed: number): UntrainedMember
}
