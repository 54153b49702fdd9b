import { AeError } from '../errors/ae-error'
import { createRng } from '../rng/rng'
import { mutate } from './mutate'

/** What {@link expectOnlyAeErrors} is told. */
export interface FuzzOptions {
  /** Inputs to damage; at least one that is whole. */
  readonly seeds: readonly Uint8Array[]
  /** Damaged inputs to try. Default 10,000. */
  readonly count?: number
  /** Where the damage comes from. Default 0. */
  readonly seed?: number
  /** Milliseconds that one input may take. Default 2,000. */
  readonly limitMs?: number
}

/** How often the damage was noticed. */
export interface FuzzReport {
  /** Inputs that were read without complaint. */
  readonly accepted: number
  /** Inputs that gave an AeError. */
  readonly refused: number
}

/**
 * Gives a parser damaged input, and demands an AeError or a result: no other error, nothing slow.
 *
 * @throws AeError `state` with the first input that gave something else, as hexadecimal digits
 */
export async function expectOnlyAeErrors(
  parse: (bytes: Uint8Array) => unknown,
  { seeds, count = 10_000, seed = 0, limitMs = 2000 }: FuzzOptions,
): Promise<FuzzReport> {
  const rng = createRng(seed)
  let accepted = 0
  for (let i = 0; i < count; i++) {
    const bytes = mutate(seeds[i % seeds.length] ?? new Uint8Array(), seeds, rng)
    const started = performance.now()
    try {
      await parse(new Uint8Array(bytes))
      accepted++
    } catch (cause) {
      if (!(cause instanceof AeError)) throw report(`an AeError. Received: ${String(cause)}`, i, bytes, cause)
    }
    const ms = performance.now() - started
    if (ms > limitMs) throw report(`at most ${limitMs} ms. Received: ${ms}`, i, bytes)
  }
  return { accepted, refused: count - accepted }
}

function report(what: string, i: number, bytes: Uint8Array, cause?: unknown): AeError {
  const hex = [...bytes.subarray(0, 200)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
  return new AeError('state', `fuzz: expected ${what}, at input ${i} of ${bytes.length} bytes: ${hex}`, {
    cause,
  })
}
