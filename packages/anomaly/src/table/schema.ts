/** A column of numbers. */
export interface NumericColumn {
  /** Tag. */
  readonly kind: 'numeric'
  /** Its name: the key in rows that are objects. */
  readonly name: string
  /** Whether `sign(x) · log(1 + |x|)` is taken before scaling: for amounts, counts and bytes. Default false. */
  readonly log?: boolean
  /** Whether a value may be missing. Default false: a missing value is an error. */
  readonly missing?: boolean
}

/** A column of words without an order. */
export interface CategoricalColumn {
  /** Tag. */
  readonly kind: 'categorical'
  /** As in {@link NumericColumn}. */
  readonly name: string
  /** The words known; any other counts as one that was never seen. */
  readonly categories: readonly (string | boolean)[]
  /** As in {@link NumericColumn}. */
  readonly missing?: boolean
}

/** A column of words that have an order: their places in it are the numbers. */
export interface OrderedColumn {
  /** Tag. */
  readonly kind: 'ordered'
  /** As in {@link NumericColumn}. */
  readonly name: string
  /** The words from the lowest to the highest; any other is an error, for it has no place. */
  readonly categories: readonly string[]
  /** As in {@link NumericColumn}. */
  readonly missing?: boolean
}

/** A column of a table. */
export type Column = NumericColumn | CategoricalColumn | OrderedColumn

/** What the rows of a table consist of, in this order. Plain JSON. */
export interface TableSchema {
  /** The columns; names are unique. */
  readonly columns: readonly Column[]
}

/**
 * A schema as a table to look at, one column a line.
 *
 * @example
 * console.log(describeSchema(inferSchema([{ amount: 12.5, country: 'SE' }])))
 */
export function describeSchema({ columns }: TableSchema): string {
  const width = columns.reduce((most, { name }) => Math.max(most, name.length), 6)
  return columns.map((column) => `${column.name.padEnd(width)}  ${description(column)}`).join('\n')
}

function description(column: Column): string {
  const missing = column.missing === true ? ', may be missing' : ''
  if (column.kind === 'numeric') return `numeric${column.log === true ? ', logarithm' : ''}${missing}`
  return `${column.kind}: ${column.categories.join(column.kind === 'ordered' ? ' < ' : ', ')}${missing}`
}
