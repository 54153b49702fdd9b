import { AeError } from '@ae/core'
import { decodeUtf8 } from './decode-utf8'
import { messageOf } from './format-error'

/**
 * Reads JSON Lines: one JSON value a line. Empty lines are left out.
 *
 * *Throws*: AeError `data` with the number of the first line that is no JSON.
 *
 * @example
 * parseJsonLines('{"x":1}\n{"x":2}\n') // [{ x: 1 }, { x: 2 }]
 */
export function parseJsonLines(input: string | Uint8Array): unknown[] {
  const values: unknown[] = []
  for (const [index, line] of decodeUtf8('parseJsonLines', input).split('\n').entries()) {
    if (line.trim() !== '') values.push(parseLine(line, index + 1))
  }
  return values
}

function parseLine(line: string, number: number): unknown {
  try {
    return JSON.parse(line)
  } catch (cause) {
    throw new AeError(
      'data',
      `parseJsonLines: in line ${number}, expected one JSON value. Received: ${messageOf(cause).slice(0, 120)}.`,
      { cause },
    )
  }
}
