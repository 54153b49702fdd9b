import { describe, expect, test } from 'vitest'
import { exp } from './exp'
import { integerPower } from './integer-power'
import { log } from './log'
import { cos, sin } from './sin-cos'

/** Relative to the larger of the reference and 1e-300, in units of 2⁻⁵². */
const ulps = (value: number, reference: number): number =>
  Math.abs(value - reference) / Math.max(Math.abs(reference), 1e-300) / 2 ** -52

describe('functions that give the same bits everywhere', () => {
  test('log is within 2 ulp of the engine’s from the smallest to the largest double', () => {
    for (let e = -1070; e < 1020; e += 7) {
      for (const m of [1, 1.1, 1.37, 1.42, 1.9999]) {
        const x = m * 2 ** Math.max(-1022, e) * (e < -1022 ? 2 ** (e + 1022) : 1)
        expect(ulps(log(x), Math.log(x))).toBeLessThan(2)
      }
    }
    expect([log(1), log(0), log(-1), log(Number.POSITIVE_INFINITY)]).toEqual([
      0,
      Number.NEGATIVE_INFINITY,
      Number.NaN,
      Number.POSITIVE_INFINITY,
    ])
  })

  test('exp is within 2 ulp of the engine’s over its whole range', () => {
    for (let x = -708; x < 709; x += 0.737) expect(ulps(exp(x), Math.exp(x))).toBeLessThan(2)
    expect([exp(0), exp(-800), exp(800)]).toEqual([1, 0, Number.POSITIVE_INFINITY])
    expect(exp(-744)).toBeGreaterThan(0)
  })

  test('sin and cos are within 1e-15 of the engine’s', () => {
    for (let x = -1000; x < 1000; x += 0.377) {
      expect(Math.abs(sin(x) - Math.sin(x))).toBeLessThan(1e-15)
      expect(Math.abs(cos(x) - Math.cos(x))).toBeLessThan(1e-15)
    }
    expect([cos(0), sin(0), cos(Math.PI)]).toEqual([1, 0, -1])
  })

  test('integerPower is exact where the result is', () => {
    expect([integerPower(3, 0), integerPower(3, 5), integerPower(2, 100), integerPower(-2, 3)]).toEqual([
      1,
      243,
      2 ** 100,
      -8,
    ])
    expect(integerPower(0.999, 10_000)).toBeCloseTo(4.517334597704865e-5, 14)
  })
})
