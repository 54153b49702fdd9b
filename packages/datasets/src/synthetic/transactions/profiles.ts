/** The middle of one group of customers, in the units of the columns. */
export interface Profile {
  /** Hour of the day at which they pay. */
  readonly hour: number
  /** log₁₀ km from home. */
  readonly distance: number
  /** log₁₀ € on the account. */
  readonly balance: number
  /** log₁₀ payments a day. */
  readonly velocity: number
  /** log₁₀ € of a payment. */
  readonly amount: number
  /** log₁₀ items in a payment. */
  readonly items: number
  /** Number of the profile that differs most from this one both in when and in how much it pays. */
  readonly opposite: number
}

/** Commuters at a kiosk, families at a supermarket, people out at night, buyers for a firm. */
export const PROFILES: readonly Profile[] = [
  { hour: 8, distance: 0.9, balance: 3.3, velocity: 0.5, amount: 0.8, items: 0.2, opposite: 1 },
  { hour: 17, distance: 0.4, balance: 3.6, velocity: 0.2, amount: 1.9, items: 1.3, opposite: 0 },
  { hour: 22, distance: 1.1, balance: 3.0, velocity: 0.7, amount: 1.4, items: 0.5, opposite: 3 },
  { hour: 12, distance: 1.9, balance: 4.8, velocity: 0.9, amount: 3.1, items: 0.9, opposite: 2 },
]
