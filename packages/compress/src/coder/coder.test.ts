import { createRng } from '@ae/core'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type CodeTable, codeTable, decodeSymbols, encodeSymbols } from '..'

/** Bits that symbols cost by their tables, escapes without what writes them out. */
function bitsOf(symbols: readonly number[], { lowest, shares }: CodeTable): number {
  return symbols.reduce((sum, symbol) => sum - Math.log2((shares[symbol - lowest] ?? 0) / 65_536), 0)
}

function drawn(probabilities: readonly number[], count: number, seed: number): number[] {
  return Array.from(createRng(seed).uniformArray(count), (u) => {
    let left = u
    const found = probabilities.findIndex((p) => {
      left -= p
      return left < 0
    })
    return found === -1 ? probabilities.length - 1 : found
  })
}

describe('codeTable', () => {
  test('shares are whole, sum to 65,536, and what occurs has at least one', () => {
    const { shares, escape } = codeTable([1e9, 1, 0, 1e9], { escaped: 1 })
    expect([...shares, escape]).toEqual([32_766, 1, 0, 32_768, 1])
  })

  test('many rare values take from the largest, and a flat table stays nearly flat', () => {
    for (const counts of [
      [1e12, ...Array.from({ length: 16_000 }, () => 1)],
      Array.from({ length: 10_000 }, () => 1),
    ]) {
      const { shares } = codeTable(counts)
      expect(shares.reduce((sum, share) => sum + share, 0)).toBe(65_536)
      expect(Math.min(...shares)).toBeGreaterThanOrEqual(1)
    }
    const { shares } = codeTable(Array.from({ length: 10_000 }, () => 1))
    expect(Math.max(...shares)).toBeLessThan(16)
  })

  test.each([
    [[]],
    [[0, 0]],
    [[-1, 2]],
    [[Number.NaN]],
    [[Number.POSITIVE_INFINITY]],
    [Array.from({ length: 16_385 }, () => 1)],
  ])('%j is refused', (counts) => {
    expect(() => codeTable(counts)).toThrow(/^codeTable: /)
  })

  test('a lowest value that is no integer is refused', () => {
    expect(() => codeTable([1], { lowest: 0.5 })).toThrow(
      'codeTable: `lowest` must be an integer. Received: 0.5.',
    )
  })
})

describe('a round trip', () => {
  test('is exact for any integers of 32 bits, listed or not', () => {
    const integers = fc.array(fc.oneof(fc.integer(), fc.integer({ min: -4, max: 4 })), { maxLength: 300 })
    const table = codeTable([1, 2, 30, 2, 1], { lowest: -2, escaped: 1 })
    fc.assert(
      fc.property(integers, (symbols) => {
        expect([
          ...decodeSymbols(encodeSymbols(symbols, [table]), [table], { count: symbols.length }),
        ]).toEqual(symbols)
      }),
    )
  })

  test('is exact at the ends of 32 bits, and where one symbol has all shares', () => {
    const symbols = [2 ** 31 - 1, -(2 ** 31), 0, 5, 5]
    const [few, all] = [codeTable([1], { escaped: 1 }), codeTable([9], { lowest: 5 })]
    const bytes = encodeSymbols(symbols, [few, all], [0, 0, 0, 1, 1])
    expect([...decodeSymbols(bytes, [few, all], { count: 5, tableOf: [0, 0, 0, 1, 1] })]).toEqual(symbols)
  })

  test('is exact with a table for each symbol', () => {
    const tables = [codeTable([1, 3]), codeTable([5, 1, 1, 1], { lowest: 7 }), codeTable([0, 1, 65_535])]
    const pairs = fc.array(
      fc.oneof(
        fc.tuple(fc.constant(0), fc.integer({ min: 0, max: 1 })),
        fc.tuple(fc.constant(1), fc.integer({ min: 7, max: 10 })),
        fc.tuple(fc.constant(2), fc.integer({ min: 1, max: 2 })),
      ),
    )
    fc.assert(
      fc.property(pairs, (drawn) => {
        const [tableOf, symbols] = [drawn.map(([t]) => t), drawn.map(([, symbol]) => symbol)]
        const bytes = encodeSymbols(symbols, tables, tableOf)
        expect([...decodeSymbols(bytes, tables, { count: symbols.length, tableOf })]).toEqual(symbols)
      }),
    )
  })

  test('nothing at all is 8 bytes', () => {
    const bytes = encodeSymbols([], [codeTable([1, 1])])
    expect(bytes.length).toBe(8)
    expect(decodeSymbols(bytes, [codeTable([1, 1])], { count: 0 }).length).toBe(0)
  })
})

test.each([
  { probabilities: [0.5, 0.5] },
  { probabilities: [0.999, 0.001] },
  { probabilities: [0.99999, 0.00001] },
  { probabilities: [0.7, 0.1, 0.1, 0.05, 0.05] },
  { probabilities: Array.from({ length: 256 }, () => 1 / 256) },
])(
  'the length is that of the shares and at most 8 bytes, within 1 %% of the entropy: %j',
  ({ probabilities }) => {
    const symbols = drawn(probabilities, 50_000, 1)
    const counts = probabilities.map((_, k) => symbols.filter((symbol) => symbol === k).length)
    const table = codeTable(counts)
    const bits = 8 * encodeSymbols(symbols, [table]).length
    expect(bits - bitsOf(symbols, table)).toBeLessThanOrEqual(64)
    const entropy = counts.reduce((sum, n) => (n === 0 ? sum : sum - n * Math.log2(n / symbols.length)), 0)
    expect(bits).toBeLessThanOrEqual(1.01 * entropy + 64)
  },
)

test('the bytes are these, whatever the machine', () => {
  const table = codeTable([6, 3, 1], { lowest: -1, escaped: 1 })
  expect([...encodeSymbols([-1, 0, 1, 0, -1, -1, 9], [table])]).toEqual([
    12, 181, 134, 141, 1, 139, 162, 249, 62, 248,
  ])
})

describe('bad calls', () => {
  const table = codeTable([1, 0, 1])
  test.each([
    [[0.5], 'expected integers of 32 bits. Received: 0.5 as symbol 0.'],
    [[2 ** 31], 'expected integers of 32 bits. Received: 2147483648 as symbol 0.'],
    [[Number.NaN], 'expected integers of 32 bits. Received: NaN as symbol 0.'],
    [[0, 1], 'expected symbols that table 0 has a share for. Received: 1 as symbol 1.'],
    [[3], 'expected symbols that table 0 has a share for. Received: 3 as symbol 0.'],
  ])('symbols %j are refused', (symbols, message) => {
    expect(() => encodeSymbols(symbols, [table])).toThrow(`encodeSymbols: ${message}`)
  })

  test('tables that are missing, do not sum, or are not there are refused', () => {
    expect(() => encodeSymbols([0], [])).toThrow('encodeSymbols: expected a table. Received: none.')
    expect(() => encodeSymbols([0], [{ ...table, escape: 1 }])).toThrow(
      'Received: a sum of 65537 in table 0.',
    )
    const below = { lowest: 0, shares: Uint32Array.of(65_537), escape: -1 }
    expect(() => encodeSymbols([0], [below])).toThrow('Received: a share of -1 in table 0.')
    expect(() => decodeSymbols(new Uint8Array(8), [below], { count: 1 })).toThrow('Received: a share of -1')
    const many = Array.from({ length: 4097 }, () => table)
    expect(() => encodeSymbols([0], many)).toThrow('expected at most 4096 tables. Received: 4097.')
    expect(() => encodeSymbols([0], [table], [1])).toThrow(
      'expected tables below 1. Received: 1 for symbol 0.',
    )
    expect(() => encodeSymbols([0], [table], [])).toThrow(
      'expected the table of each of 1 symbols. Received: 0.',
    )
    const bytes = encodeSymbols([0], [table])
    expect(() => decodeSymbols(bytes, [table], { count: 1, tableOf: [-1] })).toThrow(
      'Received: -1 for symbol 0.',
    )
    expect(() => decodeSymbols(bytes, [table], { count: 1, tableOf: [] })).toThrow('Received: 0.')
    expect(() => decodeSymbols(bytes, [table], { count: -1 })).toThrow('`count` must be an integer from 0 on')
  })
})

describe('damaged bytes', () => {
  const table = codeTable([6, 3, 1], { lowest: -1, escaped: 1 })
  const symbols = drawn([0.6, 0.2, 0.1, 0.1], 500, 2).map((value) => (value === 3 ? 12_345 : value - 1))
  const bytes = encodeSymbols(symbols, [table])
  const decode = (damaged: Uint8Array) => decodeSymbols(damaged, [table], { count: symbols.length })

  test('a cut, a longer, and an empty stream are refused', () => {
    for (const damaged of [
      bytes.slice(0, -1),
      new Uint8Array([...bytes, 0]),
      bytes.slice(0, 7),
      new Uint8Array(0),
    ])
      expect(() => decode(damaged)).toThrow(/^decodeSymbols: expected /)
  })

  test('another count is refused', () => {
    expect(() => decodeSymbols(bytes, [table], { count: symbols.length - 1 })).toThrow(/^decodeSymbols: /)
    expect(() => decodeSymbols(bytes, [table], { count: symbols.length + 1 })).toThrow(/^decodeSymbols: /)
  })

  test('5,000 random changes end in an AeError or in as many symbols, the latter seldom', () => {
    const rng = createRng(3)
    let survivors = 0
    for (let trial = 0; trial < 5000; trial++) {
      const damaged = bytes.slice()
      const [place = 0, change = 0] = rng.uniformArray(2)
      const at = Math.floor(place * bytes.length)
      damaged[at] = (damaged[at] ?? 0) ^ (1 + Math.floor(change * 255))
      try {
        expect(decode(damaged).length).toBe(symbols.length)
        survivors++
      } catch (error) {
        expect((error as Error).name).toBe('AeError')
      }
    }
    // A change of few low bits can be forgotten before the end.
    expect(survivors).toBeLessThan(500)
  })

  test('random bytes end in an AeError', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (random) => {
        expect(() => decode(random)).toThrow(/^decodeSymbols: /)
      }),
    )
  })
})
