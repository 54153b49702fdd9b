import type { Rng } from '../interfaces/rng'
import type { CodedFactors } from './coded-factors'

/** [K][values] → row numbers. */
export type RowGroups = readonly (readonly (readonly number[])[])[]

/** Which rows {@link rowsInCommon} draws. */
export interface RowsInCommon {
  /** Index of the factor that they agree in. */
  readonly factor: number
  /** How many. */
  readonly count: number
  /** Where they come from. */
  readonly rng: Rng
}

/** The rows of every value of every factor. */
export function rowGroups({ factors }: CodedFactors): RowGroups {
  return factors.map(({ classes, values }) => {
    const groups = Array.from(values, (): number[] => [])
    classes.forEach((value, row) => groups[value]?.push(row))
    return groups
  })
}

/**
 * Row numbers, drawn with replacement, that have one factor's value in common, that of a random row; all other factors vary
 * as they do in the data.
 */
export function rowsInCommon(
  data: CodedFactors,
  groups: RowGroups,
  { factor, count, rng }: RowsInCommon,
): Int32Array {
  const value = data.factors[factor]?.classes[rng.integer(data.rows)] ?? 0
  const members = groups[factor]?.[value] ?? []
  return Int32Array.from({ length: count }, () => members[rng.integer(members.length)] ?? 0)
}
