import { AeError } from '../errors/ae-error'

/** What stands in a checkpoint for a function, which no file can hold. */
const FUNCTION = { $supply: 'function' } as const

/** A configuration as JSON, with a mark where a function was. */
export function configToJson(config: object): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(config).map(([key, value]) => [key, typeof value === 'function' ? FUNCTION : value]),
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
  const missing = Object.keys(config).find((key) => isMark(config[key]))
  if (missing === undefined) return config
  throw new AeError(
    'config',
    `load: \`${missing}\` was a function, which no file can hold. Received: none.`,
    {
      hint: `pass it again: load(Model, bytes, { config: { ${missing} } }).`,
    },
  )
}

function isMark(value: unknown): boolean {
  return typeof value === 'object' && value !== null && '$supply' in value
}
