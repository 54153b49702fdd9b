/** How long steps took, in milliseconds. */
export interface Times {
  /** Median. */
  readonly ms: number
  /** A tenth took less. */
  readonly p10: number
  /** A tenth took longer. */
  readonly p90: number
  /** How many were timed. */
  readonly steps: number
}

/** What single steps took, in one. */
export function timesOf(steps: readonly number[]): Times {
  const sorted = [...steps].sort((a, b) => a - b)
  const at = (fraction: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(fraction * sorted.length))] ?? Number.NaN
  return { ms: at(0.5), p10: at(0.1), p90: at(0.9), steps: steps.length }
}

/** Several rounds in one: the median round in each figure, so that one disturbed round changes little. */
export function mergeRounds(rounds: readonly Times[]): Times {
  const middle = (pick: (round: Times) => number): number => timesOf(rounds.map(pick)).ms
  return {
    ms: middle(({ ms }) => ms),
    p10: middle(({ p10 }) => p10),
    p90: middle(({ p90 }) => p90),
    steps: rounds.reduce((sum, { steps }) => sum + steps, 0),
  }
}
