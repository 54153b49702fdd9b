import { AeError } from './ae-error'

/** Lists within lists that an error prints. */
const MOST_DEPTH = 3

/** How a received value is printed in an error: short, and with its type visible. */
export function show(value: unknown): string {
  return showWithin(value, 0)
}

function showWithin(value: unknown, depth: number): string {
  if (typeof value === 'string') return `'${value.length > 60 ? `${value.slice(0, 60)}…` : value}'`
  if (Array.isArray(value)) {
    if (depth === MOST_DEPTH) return '[…]'
    const head = value
      .slice(0, 8)
      .map((item) => showWithin(item, depth + 1))
      .join(', ')
    return value.length > 8 ? `[${head}, … ${value.length} in all]` : `[${head}]`
  }
  if (typeof value === 'function') return 'a function'
  if (typeof value === 'object' && value !== null)
    return `an object of ${value.constructor?.name ?? 'no class'}`
  return String(value)
}

/**
 * Returns `value` if it is an integer of at least 1.
 *
 * @param subject who asks, as the error's first words: `VAE`
 * @param option  the option's name as the user wrote it
 * @throws AeError `config`
 */
export function requirePositiveInteger(subject: string, option: string, value: unknown): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value > 0) return value
  throw new AeError(
    'config',
    `${subject}: \`${option}\` must be a positive integer. Received: ${show(value)}.`,
  )
}

/** Range of {@link requireNumber}; a bound is inclusive unless its `exclusive…` form is used. */
export interface NumberRange {
  /** Smallest allowed value. */
  readonly min?: number
  /** Largest allowed value. */
  readonly max?: number
  /** The value must be greater than this. */
  readonly above?: number
  /** The value must be less than this. */
  readonly below?: number
}

/**
 * Returns `value` if it is a finite number within `range`.
 *
 * @throws AeError `config`
 */
export function requireNumber(
  subject: string,
  option: string,
  value: unknown,
  range: NumberRange = {},
): number {
  const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = range
  const { above = Number.NEGATIVE_INFINITY, below = Number.POSITIVE_INFINITY } = range
  if (
    typeof value === 'number' &&
    Number.isFinite(value) &&
    value >= min &&
    value <= max &&
    value > above &&
    value < below
  ) {
    return value
  }
  const bounds = [
    range.min === undefined ? '' : `≥ ${range.min}`,
    range.above === undefined ? '' : `> ${range.above}`,
    range.max === undefined ? '' : `≤ ${range.max}`,
    range.below === undefined ? '' : `< ${range.below}`,
  ].filter((bound) => bound !== '')
  const expected = bounds.length === 0 ? 'a finite number' : `a number ${bounds.join(' and ')}`
  throw new AeError('config', `${subject}: \`${option}\` must be ${expected}. Received: ${show(value)}.`)
}

/**
 * Returns `value` if it is one of `choices`.
 *
 * @throws AeError `config`
 */
export function requireChoice<const T extends string>(
  subject: string,
  option: string,
  value: unknown,
  choices: readonly T[],
): T {
  const found = choices.find((choice) => choice === value)
  if (found !== undefined) return found
  throw new AeError(
    'config',
    `${subject}: \`${option}\` must be one of ${choices.map(show).join(', ')}. Received: ${show(value)}.`,
  )
}

/**
 * Returns `value` if it is an object none of whose keys is outside `known`: a misspelt option is
 * an error, never ignored.
 *
 * @throws AeError `config`
 */
export function requireKnownOptions<T extends object>(
  subject: string,
  value: T,
  known: readonly string[],
): T {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new AeError('config', `${subject}: expected an options object. Received: ${show(value)}.`)
  }
  const stranger = Object.keys(value).find((key) => !known.includes(key))
  if (stranger === undefined) return value
  throw new AeError('config', `${subject}: \`${stranger}\` is not an option. Received: ${show(stranger)}.`, {
    hint: `the options are ${known.map((name) => `\`${name}\``).join(', ')}.`,
  })
}
