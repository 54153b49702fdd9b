import type * as tf from '@tensorflow/tfjs'
import { AeError } from '../errors/ae-error'
import { requireChoice } from '../errors/require'
import { bernoulliNll } from '../losses/bernoulli-nll'
import { l1 } from '../losses/l1'
import { mse } from '../losses/mse'
import { sse } from '../losses/sse'

/**
 * What a deterministic auto-encoder minimises.
 *
 * - `sse` — squared error, summed over features, averaged over rows
 * - `mse` — squared error, averaged over everything: the same minimum, another scale
 * - `l1` — absolute error, averaged over everything: forgiving of outliers
 * - `bernoulli` — binary cross-entropy of data in [0, 1], summed over features, in nats
 */
export type Reconstruction = 'sse' | 'mse' | 'l1' | 'bernoulli'

/** Where data lie: `unit` for [0, 1], behind a sigmoid; `unbounded` for any numbers. */
export type OutputRange = 'unit' | 'unbounded'

/** The part of a configuration that says how outputs are compared with data. */
export interface ReconstructionConfig {
  /** What is minimised. Default `sse`. */
  readonly reconstruction?: Reconstruction
  /** Where data lie. Default `unit`. */
  readonly output?: OutputRange
}

/**
 * Fills in a {@link ReconstructionConfig}.
 *
 * @throws AeError `config` on an unknown choice, or on `bernoulli` with unbounded outputs
 */
export function resolveReconstruction(
  subject: string,
  config: ReconstructionConfig,
): Required<ReconstructionConfig> {
  const kinds = ['sse', 'mse', 'l1', 'bernoulli'] as const
  const reconstruction = requireChoice(subject, 'reconstruction', config.reconstruction ?? 'sse', kinds)
  const output = requireChoice(subject, 'output', config.output ?? 'unit', ['unit', 'unbounded'])
  if (reconstruction === 'bernoulli' && output === 'unbounded') {
    throw new AeError(
      'config',
      `${subject}: \`output\` must be 'unit' for 'bernoulli'. Received: 'unbounded'.`,
      {
        hint: 'the loss is defined for data in [0, 1] only; scale the data, or take sse.',
      },
    )
  }
  return { reconstruction, output }
}

/** A decoder's raw output in data space. */
export function toDataSpace(raw: tf.Tensor, output: OutputRange): tf.Tensor {
  return output === 'unit' ? raw.sigmoid() : raw.clone()
}

/** The loss of a decoder's raw output; cross-entropy takes it as logits, which stay finite where a sigmoid is 0 or 1. */
export function reconstructionLoss(
  { reconstruction, output }: Required<ReconstructionConfig>,
  x: tf.Tensor,
  raw: tf.Tensor,
): tf.Scalar {
  if (reconstruction === 'bernoulli') return bernoulliNll(x, raw)
  const losses = { sse, mse, l1 } as const
  return losses[reconstruction](x, toDataSpace(raw, output))
}
