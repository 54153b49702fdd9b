import { AeError } from '@ae/core'
import type { Detector } from '../detector/detector'

/**
 * A detector's threshold.
 *
 * @throws AeError `state` without one
 */
export function requireThreshold(subject: string, { threshold }: Detector): number {
  if (threshold !== undefined) return threshold.value
  throw new AeError('state', `${subject}: expected a detector with a threshold. Received: none.`, {
    hint: 'fit with held-out rows, or call `useThreshold(fitThreshold(scores, rule))`.',
  })
}
