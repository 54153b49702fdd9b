import { AeError, createRng, type Trainable } from '@ae/core'
import type * as tf from '@tensorflow/tfjs'
import { buildNetworks } from './build-networks'
import {
  type CodeNetworks,
  latentDimFor,
  type ResolvedNetworkOptions,
  type ResolvedShape,
  storedNetworks,
} from './code-networks'
import { measured, type ReconstructionMember, type Reconstructor } from './reconstruction'
import type { ScorerData, StoredScorer } from './row-scorer'
import { storedCount } from './stored-parts'
import { trainNetwork } from './train-network'

/** More in a file are a mistake. */
export const MOST_NETWORKS = 1000

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
  { train, heldOut, seed, from }: ScorerData,
  plan: MemberPlan,
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
  const earlier = await from?.()
  const count = earlier === undefined ? plan.networks : storedCount(earlier, 'networks', MOST_NETWORKS)
  const { steps, batchSize, learningRate, errorUnit } = plan
  const members: ReconstructionMember[] = []
  try {
    for (let i = 0; i < count; i++) {
      const own = createRng(seed)
        .fork(`network ${i}`)
        .integer(2 ** 31)
      const { model, network } = plan.around(
        networksOf(plan, { width: train.width, earlier, member: i, seed: own }),
      )
      try {
        await trainNetwork(model, train, {
          steps,
          batchSize,
          learningRate,
          seed: own,
          inputShape: network.networks.encoder.inputShape,
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
    for (const network of Object.values(earlier?.networks ?? {})) network.dispose()
    throw error
  }
}

interface MemberRequest {
  /** Numbers in a row. */
  readonly width: number
  /** What was learnt before. */
  readonly earlier: StoredScorer | undefined
  /** Which network it is. */
  readonly member: number
  /** Where a new one's weights come from. */
  readonly seed: number
}

function networksOf(plan: MemberPlan, { width, earlier, member, seed }: MemberRequest): CodeNetworks {
  const { perCode } = plan
  if (earlier !== undefined) return storedNetworks(earlier, member, { width, perCode })
  return buildNetworks(width, { ...plan, latentDim: latentDimFor(width, plan), seed })
}

/** How many networks, how they are made and how they are trained. */
export interface MemberPlan extends ResolvedNetworkOptions, ResolvedShape {
  /** Numbers that an encoder gives for one of a code. */
  readonly perCode: number
  /** What trains networks, and what is kept of it. */
  around(networks: CodeNetworks): UntrainedMember
}
