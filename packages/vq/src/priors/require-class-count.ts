import { requirePositiveInteger } from '@ae/core'

/**
 * The number of classes that a prior is told of: a positive integer, or 0 for none.
 *
 * @throws AeError `config`
 */
export function requireClassCount(subject: string, classes: number | undefined): number {
  return classes === undefined || classes === 0 ? 0 : requirePositiveInteger(subject, 'classes', classes)
}
