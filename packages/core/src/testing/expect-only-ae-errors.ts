import { AeError } from '../errors/ae-error'
import { requireNumber, requirePositiveInteger } from '../errors/require'
import { createRng } from '../rng/rng'
import { mutations } from './mutations'

/** Options of {@link expectOnlyAeErrors}. */
export interface ExpectOnlyAeErrorsOptions {
  /** How many variants to try, over all seeds together. */
  readonly count: number
  /** Seed of the damage. Default: 1. */
  readonly seed?: number
  /** Longest that one input may take. Unit: milliseconds. Default: 2000. */
  readonly maxMilliseconds?: number
}

/** What became of the variants. */
export interface FuzzTally {
  /** How many were parsed. */
  readonly accepted: number
  /** How many were refused with an AeError. */
  readonly refused: number
}

/** Most bytes of an input that an error shows. */
const SHOWN_BYTES = 512

/**
 * Feeds damaged variants of valid files to a parser, which must return or throw an AeError, leave its input alone, and
 * be quick about it.
 *
 * The seeds themselves must parse. Needs no test runner.
 *
 * *Throws*: AeError `data` that describes the first input for which that does not hold; its `cause` is what was thrown.
 *
 * @example
 * await expectOnlyAeErrors(parse, [file], { count: 10_000 })
 */
export async function expectOnlyAeErrors(
  parse: (bytes: Uint8Array) => unknown,
  seeds: readonly Uint8Array[],
  options: ExpectOnlyAeErrorsOptions,
): Promise<FuzzTally> {
  const count = requirePositiveInteger('expectOnlyAeErrors', 'count', options.count)
  requirePositiveInteger('expectOnlyAeErrors', 'seeds.length', seeds.length)
  const limit = requireNumber('expectOnlyAeErrors', 'maxMilliseconds', options.maxMilliseconds ?? 2000, {
    above: 0,
  })
  for (const [index, seed] of seeds.entries()) {
    const cause = await tryOne(parse, seed, limit)
    if (cause !== undefined) throw fault(`seed ${index} to parse`, cause.message, seed, cause)
  }
  let accepted = 0
  const rng = createRng(options.seed ?? 1)
  for (const [index, seed] of seeds.entries()) {
    const share = Math.ceil(count / seeds.length)
    for (const variant of mutations(seed, { count: share, rng: rng.fork(`seed ${index}`) })) {
      if ((await tryOne(parse, variant, limit)) === undefined) accepted += 1
    }
  }
  return { accepted, refused: Math.ceil(count / seeds.length) * seeds.length - accepted }
}

/** The AeError that an input was refused with, if it was. */
async function tryOne(
  parse: (bytes: Uint8Array) => unknown,
  input: Uint8Array,
  limit: number,
): Promise<AeError | undefined> {
  const given = input.slice()
  const start = performance.now()
  let refusal: AeError | undefined
  try {
    const result = parse(given)
    if (result instanceof Promise) await result
  } catch (thrown) {
    if (!(thrown instanceof AeError)) throw fault('a result or an AeError', String(thrown), input, thrown)
    refusal = thrown
  }
  const taken = performance.now() - start
  if (taken > limit) throw fault(`an answer within ${limit} ms`, `one after ${Math.round(taken)} ms`, input)
  if (given.some((byte, i) => byte !== input[i]))
    throw fault('an input that is left alone', 'a changed one', input)
  return refusal
}

function fault(expected: string, received: string, input: Uint8Array, cause?: unknown): AeError {
  const hex = Array.from(input.subarray(0, SHOWN_BYTES), (byte) => byte.toString(16).padStart(2, '0')).join(
    '',
  )
  const rest = input.length > SHOWN_BYTES ? '…' : ''
  return new AeError(
    'data',
    `expectOnlyAeErrors: expected ${expected}. Received: ${received}, for ${input.length} bytes ${hex}${rest}.`,
    { cause },
  )
}
