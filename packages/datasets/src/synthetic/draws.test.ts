import { createRng } from '@ae/core'
import { describe, expect, test } from 'vitest'
import { balancedLabels } from './balanced-labels'
import { drawsFrom } from './draws'

describe('drawsFrom', () => {
  test('keeps its distributions: ranges, spread, frequencies', () => {
    const draws = drawsFrom(createRng(1))
    const many = <T>(draw: () => T): T[] => Array.from({ length: 4000 }, draw)
    const uniform = many(() => draws.between(2, 3))
    expect(Math.min(...uniform)).toBeGreaterThanOrEqual(2)
    expect(Math.max(...uniform)).toBeLessThan(3)
    const normal = many(() => draws.normal(2))
    const variance = normal.reduce((sum, v) => sum + v * v, 0) / normal.length
    expect(Math.abs(variance / 4 - 1)).toBeLessThan(0.08)
    expect(Math.max(...normal.map(Math.abs))).toBeLessThanOrEqual(6)
    expect(many(() => draws.chance(0.25)).filter(Boolean).length / 4000).toBeCloseTo(0.25, 1)
    expect(new Set(many(() => draws.below(3)))).toEqual(new Set([0, 1, 2]))
  })

  test('picks nothing from nothing', () => {
    expect(() => drawsFrom(createRng(1)).pick([])).toThrowErrorMatchingInlineSnapshot(
      `[AeError: drawsFrom.pick: \`items\` must not be empty. Received: [].]`,
    )
  })
})

describe('balancedLabels', () => {
  test('differ in their numbers by at most one, and begin alike whatever their number', () => {
    const labels = balancedLabels(createRng(2), 25, 10)
    const counts = Array.from({ length: 10 }, (_, k) => labels.filter((label) => label === k).length)
    expect(Math.max(...counts) - Math.min(...counts)).toBe(1)
    expect(balancedLabels(createRng(2), 12, 10)).toEqual(labels.subarray(0, 12))
  })
})
