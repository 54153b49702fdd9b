/** A share of a range. */
export interface Share {
  /** First index. */
  readonly begin: number
  /** Index after the last. */
  readonly end: number
}

/** Splits 0 … size into at most `parts` shares whose bounds are multiples of `grain`. */
export function split(size: number, parts: number, grain: number): readonly Share[] {
  const step = Math.max(grain, Math.ceil(size / parts / grain) * grain)
  const shares: Share[] = []
  for (let begin = 0; begin < size; begin += step) shares.push({ begin, end: Math.min(size, begin + step) })
  return shares.length === 0 ? [{ begin: 0, end: 0 }] : shares
}
