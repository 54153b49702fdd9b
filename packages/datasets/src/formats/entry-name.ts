import { AeError } from '@ae/core'

/**
 * The name of an archive's entry as a relative path: without `.` steps and doubled slashes.
 *
 * Names that lead out of the folder an archive is unpacked to are refused: absolute ones, drive letters, `..`.
 */
export function entryName(subject: string, offset: number, raw: string): string {
  const steps = raw.split('/').filter((step) => step !== '' && step !== '.')
  const leadsOut = /^[/\\]|^[A-Za-z]:/.test(raw) || raw.split(/[/\\]/).includes('..')
  if (leadsOut || raw.includes('\0') || steps.length === 0) {
    throw new AeError(
      'data',
      `${subject}: at byte ${offset}, expected the name of a file below the archive. Received: '${raw.slice(0, 60)}'.`,
    )
  }
  return steps.join('/')
}
