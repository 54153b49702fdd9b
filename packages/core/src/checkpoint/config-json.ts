import { AeError } from '../errors/ae-error'
import { show } from '../errors/require'

/** What stands in a checkpoint for a function, which no file can hold. */
const FUNCTION = { $supply: 'function' } as const

/**
 * A configuration as JSON, with a mark where a function was.
 *
 * @throws AeError `config` for what JSON would change without a word: typed arrays, maps, NaN
 */
export function configToJson(config: object): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(config).map(([key, value]) => [key, toJson(key, value)]))
}

function toJson(path: string, value: unknown): unknown {
  if (typeof value === 'function') return FUNCTION
  if (value === undefined || value === null || typeof value === 'string' || typeof value === 'boolean')
    return value
  if (typeof value === 'number' && Number.isFinite(value)) return value
  if (Array.isArray(value)) return value.map((item, i) => toJson(`${path}.${i}`, item))
  if (
    typeof value === 'object' &&
    [Object.prototype, null].includes(Object.getPrototypeOf(value) as object | null)
  ) {
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, toJson(`${path}.${key}`, item)]),
    )
  }
  throw new AeError(
    'config',
    `save: \`${path}\` must be plain JSON or a function. Received: ${show(value)}.`,
    {
      hint: 'keep numbers in plain lists, and tensors among the weights.',
    },
  )
}

/**
 * The configuration in a checkpoint, completed and overridden by what the user supplies.
 *
 * @throws AeError `config` if a function is missing
 */
export function configFromJson(
  saved: Readonly<Record<string, unknown>>,
  supplied: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const config = { ...saved, ...supplied }
  const missing = Object.keys(config).find((key) => holdsMark(config[key]))
  if (missing === undefined) return config
  throw new AeError(
    'config',
    `load: \`${missing}\` was a function, which no file can hold. Received: none.`,
    {
      hint: `pass it again: load(Model, bytes, { config: { ${missing} } }).`,
    },
  )
}

function holdsMark(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  return '$supply' in value || Object.values(value).some(holdsMark)
}
