/** What the columns of {@link syntheticTransactions} hold; sums of money and distances as base-10 logarithms. */
export const TRANSACTION_COLUMNS: readonly TransactionColumn[] = [
  'hour',
  'distance',
  'balance',
  'velocity',
  'amount',
  'items',
  'tax',
  'share',
]

/**
 * A column: `hour` of the day, `distance` from home (log₁₀ km), `balance` of the account (log₁₀ €), `velocity`
 * (log₁₀ payments a day), `amount` (log₁₀ €), `items` bought (log₁₀), `tax` paid (log₁₀ €), `share` of the balance
 * that was spent (log₁₀).
 */
export type TransactionColumn =
  | 'hour'
  | 'distance'
  | 'balance'
  | 'velocity'
  | 'amount'
  | 'items'
  | 'tax'
  | 'share'

/**
 * What a row is.
 *
 * - `normal` — a payment as the customer's profile makes them
 * - `point` — one or two columns lie far outside of what anybody does
 * - `contextual` — usual in every column, but not for this kind of customer at this hour and place
 * - `collective` — one of a burst of near copies; each alone is merely uncommon
 * - `correlation` — every column is usual, but columns that go together do not
 */
export type TransactionKind = 'normal' | 'point' | 'contextual' | 'collective' | 'correlation'

/** The kinds in the order of the labels: label 0 is `normal`. */
export const TRANSACTION_KINDS: readonly TransactionKind[] = [
  'normal',
  'point',
  'contextual',
  'collective',
  'correlation',
]
