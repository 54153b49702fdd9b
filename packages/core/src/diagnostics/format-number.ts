/** A number as sentences show it: four digits that count, no trailing zeros. */
export function formatNumber(value: number): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(4))) : String(value)
}

/** A share as sentences show it: `93 %`. */
export function formatPercent(share: number): string {
  return `${formatNumber(Math.round(1000 * share) / 10)} %`
}
