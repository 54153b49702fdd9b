import type { Draws } from '../draws'
import { PROFILES, type Profile } from './profiles'
import type { TransactionColumn } from './transaction-columns'

/** One payment. */
export type Transaction = Record<TransactionColumn, number>

/** log₁₀ of the tax rate, 19 %. */
const TAX_RATE = -0.7212
/** How exactly tax follows from the amount. */
const TAX_NOISE = 0.02

/** A payment as this profile makes them. */
export function normalRow(profile: Profile, draws: Draws): Transaction {
  const balance = profile.balance + draws.normal(0.25)
  // Who has more spends more.
  const amount = profile.amount + 0.5 * (balance - profile.balance) + draws.normal(0.22)
  return {
    hour: Math.max(0, Math.min(24, profile.hour + draws.normal(1.3))),
    distance: profile.distance + draws.normal(0.3),
    balance,
    velocity: profile.velocity + draws.normal(0.15),
    amount,
    items: profile.items + 0.8 * (amount - profile.amount) + draws.normal(0.06),
    tax: amount + TAX_RATE + draws.normal(TAX_NOISE),
    share: amount - balance + draws.normal(TAX_NOISE),
  }
}

/** One or two columns far outside of what anybody does. */
export function pointRow(profile: Profile, draws: Draws): Transaction {
  const row = normalRow(profile, draws)
  const columns: readonly TransactionColumn[] = ['distance', 'velocity', 'amount', 'items', 'balance']
  const first = draws.pick(columns)
  row[first] += draws.between(4, 6)
  if (draws.chance(0.4)) row[draws.pick(columns.filter((column) => column !== first))] -= draws.between(4, 6)
  return row
}

/** What this profile buys, when, where and as often as its opposite does. */
export function contextualRow(profile: Profile, draws: Draws): Transaction {
  const { hour, distance, velocity } = normalRow(PROFILES[profile.opposite] ?? profile, draws)
  return { ...normalRow(profile, draws), hour, distance, velocity }
}

/** Every column as this profile has them, but amount, items, tax and share contradict one another. */
export function correlationRow(profile: Profile, draws: Draws): Transaction {
  const row = normalRow(profile, draws)
  const away = draws.between(0.35, 0.55) * (draws.chance(0.5) ? 1 : -1)
  row.amount = profile.amount + away
  row.tax = profile.amount + TAX_RATE - away + draws.normal(TAX_NOISE)
  row.items = profile.items - 0.8 * away + draws.normal(0.06)
  return row
}

/** A burst of `count` near copies between two profiles. */
export function collectiveRows(count: number, draws: Draws): readonly Transaction[] {
  const from = normalRow(draws.pick(PROFILES), draws)
  const to = normalRow(draws.pick(PROFILES), draws)
  const mix = draws.between(0.35, 0.65)
  const centre = (column: TransactionColumn): number => from[column] * mix + to[column] * (1 - mix)
  const hour = centre('hour')
  return Array.from({ length: count }, () => {
    const amount = centre('amount') + draws.normal(0.015)
    const balance = centre('balance') - 0.4 + draws.normal(0.01)
    return {
      hour: hour + draws.normal(0.03),
      distance: centre('distance') + 0.5 + draws.normal(0.015),
      balance,
      velocity: centre('velocity') + 0.55 + draws.normal(0.015),
      amount,
      items: centre('items') + draws.normal(0.015),
      tax: amount + TAX_RATE + draws.normal(TAX_NOISE / 2),
      share: amount - balance + draws.normal(TAX_NOISE / 2),
    }
  })
}
