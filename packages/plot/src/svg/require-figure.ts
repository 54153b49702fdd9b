import { AeError, requireNumber, show } from '@ae/core'
import type { FigureOptions } from '../figure-options'

/** Nothing can be drawn in less. */
const SMALLEST = 80

/** The size of a chart, with defaults. */
export function requireSize(
  subject: string,
  options: FigureOptions,
  defaults: { readonly width: number; readonly height: number } = { width: 560, height: 360 },
): { readonly width: number; readonly height: number } {
  const { width = defaults.width, height = defaults.height } = options
  requireNumber(subject, 'width', width, { min: SMALLEST })
  requireNumber(subject, 'height', height, { min: SMALLEST })
  return { width, height }
}

/**
 * @throws AeError `shape` if a list does not have the length it should have
 */
export function requireLength(
  subject: string,
  {
    option,
    expected,
    received,
  }: { readonly option: string; readonly expected: number; readonly received: number },
): void {
  if (expected === received) return
  throw new AeError(
    'shape',
    `${subject}: \`${option}\` must have ${expected} entries. Received: ${show(received)}.`,
  )
}
