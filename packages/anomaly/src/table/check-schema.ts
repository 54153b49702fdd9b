import { AeError, requireChoice, requireKnownOptions, show } from '@ae/core'
import type { Column, TableSchema } from './schema'

const KINDS: readonly Column['kind'][] = ['numeric', 'categorical', 'ordered']

/**
 * Returns a frozen copy of a schema, from a user or a file, if it is one.
 *
 * @throws AeError `config`
 */
export function checkSchema(subject: string, schema: unknown): TableSchema {
  const { columns } = (schema ?? {}) as { readonly columns?: unknown }
  if (!Array.isArray(columns) || columns.length === 0) {
    throw new AeError(
      'config',
      `${subject}: \`schema.columns\` must be a list of columns. Received: ${show(columns)}.`,
    )
  }
  const checked = columns.map((column: unknown) => checkColumn(subject, column))
  const names = checked.map(({ name }) => name)
  const seen = new Set<string>()
  const twice = names.find((name) => seen.size === seen.add(name).size)
  if (twice !== undefined) {
    throw new AeError(
      'config',
      `${subject}: \`schema.columns\` must have different names. Received: ${show(twice)} twice.`,
    )
  }
  return Object.freeze({ columns: Object.freeze(checked) })
}

function checkColumn(subject: string, column: unknown): Column {
  const { kind, name, log, missing, categories } = (column ?? {}) as Record<string, unknown>
  const known = requireChoice(subject, 'schema.columns[].kind', kind, KINDS)
  if (typeof name !== 'string') {
    throw new AeError(
      'config',
      `${subject}: \`schema.columns[].name\` must be a text. Received: ${show(name)}.`,
    )
  }
  for (const [option, value] of Object.entries({ log, missing })) {
    if (value === undefined || typeof value === 'boolean') continue
    throw new AeError(
      'config',
      `${subject}: \`${option}\` of column '${name}' must be true or false. Received: ${show(value)}.`,
    )
  }
  const options =
    known === 'numeric' ? ['kind', 'name', 'log', 'missing'] : ['kind', 'name', 'categories', 'missing']
  // It is an object: it has a kind and a name.
  requireKnownOptions(`${subject}: column '${name}'`, column as object, options)
  const allowed = missing === true ? { missing } : {}
  if (known === 'numeric')
    return Object.freeze({ kind: known, name, ...(log === true ? { log } : {}), ...allowed })
  const words = checkWords(subject, name, { categories, kind: known })
  // Ordered words were checked to be texts.
  return Object.freeze({ kind: known, name, categories: words, ...allowed }) as Column
}

function checkWords(
  subject: string,
  name: string,
  { categories, kind }: { readonly categories: unknown; readonly kind: 'categorical' | 'ordered' },
): readonly unknown[] {
  const types = kind === 'ordered' ? ['string'] : ['string', 'boolean']
  const words: readonly unknown[] = Array.isArray(categories) ? categories : []
  const different = new Set(words).size === words.length
  if (words.length > 0 && different && words.every((word) => types.includes(typeof word) && word !== '')) {
    return Object.freeze([...words])
  }
  throw new AeError(
    'config',
    `${subject}: \`categories\` of column '${name}' must be different words, at least one. Received: ${show(categories)}.`,
  )
}
