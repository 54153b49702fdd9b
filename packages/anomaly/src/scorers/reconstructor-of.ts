import type { Disposable } from '@ae/core'
import * as tf from '@tensorflow/tfjs'
import type { CodeNetworks } from './code-networks'
import { asRows } from './principal-parts'
import type { Reconstructor } from './reconstruction'

/**
 * A trained model as a {@link Reconstructor}, which owns it from now on.
 *
 * @param squaredErrors `[B, …row]` → `[B, …row]`, within a tidy
 */
export function reconstructorOf(
  model: Disposable,
  networks: CodeNetworks,
  squaredErrors: (x: tf.Tensor) => tf.Tensor,
): Reconstructor {
  return {
    networks,
    async squaredErrors(rows) {
      const errors = tf.tidy(() => squaredErrors(asRows(rows, networks.encoder.inputShape)))
      try {
        return await errors.data()
      } finally {
        errors.dispose()
      }
    },
    dispose: () => model.dispose(),
  }
}
