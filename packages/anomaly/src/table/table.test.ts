import { AeError } from '@ae/core'
import { describe, expect, test } from 'vitest'
import { FrontEnd, type FrontEndOptions, type FrontEndParts } from './front-end'
import { inferSchema } from './infer-schema'
import type { Row, Rows } from './rows'
import { describeSchema, type TableSchema } from './schema'

const rows: readonly Row[] = [
  { amount: 1, country: 'SE', night: false, note: 'a' },
  { amount: 3, country: 'NO', night: true, note: 'a' },
  { amount: 5, country: 'SE', night: false, note: 'a' },
  { amount: 7, country: 'SE', night: false, note: 'a' },
]

function encode(normal: Rows, fresh: Rows, options: FrontEndOptions = {}): readonly (readonly number[])[] {
  const { values, count, width } = FrontEnd.fit('test', normal, { options }).encode('test', fresh)
  return Array.from({ length: count }, (_, i) =>
    Array.from(values.subarray(i * width, (i + 1) * width), (value) => Math.round(value * 1e4) / 1e4),
  )
}

test('a missing value is the mean whatever the scaling, and other columns may be left out at once', () => {
  const normal = [[1], [3], [null], [8]]
  expect(encode(normal, [[null], [4]], { scaling: 'min-max' }).map(([value]) => value)).toEqual([
    0.4286, 0.4286,
  ])
  const wide = [{ a: 1 }, { a: 2, b: 3 }]
  expect(encode(wide, wide, { extraColumns: 'ignore' })).toEqual([[-1], [1]])
  expect(() => encode(wide, wide)).toThrow("row 1 with ['b'], too")
})

test('words that only held-out rows have are as unknown to these as fresh words are', () => {
  const rows = [{ word: 'a' }, { word: 'b' }, { word: 'c' }, { word: 'a' }]
  const frontEnd = FrontEnd.fit('test', rows, { learnt: Int32Array.of(0, 1, 3) })
  expect(frontEnd.parts.schema.columns).toEqual([
    { kind: 'categorical', name: 'word', categories: ['a', 'b'] },
  ])
  const { values } = frontEnd.encode('test', [{ word: 'c' }, { word: 'z' }])
  expect(values.subarray(0, 3)).toEqual(values.subarray(3))
  // One of four rows had no known word.
  expect(values[2]).toBeCloseTo(0.75 / Math.sqrt(0.25 * 0.75), 5)
})

describe('a schema', () => {
  test('is inferred by the rules that are told, and can be looked at', () => {
    const schema = inferSchema([...rows, { amount: null, country: '', night: true, note: 'b' }])
    expect(describeSchema(schema)).toBe(
      [
        'amount   numeric, may be missing',
        'country  categorical: NO, SE, may be missing',
        'night    categorical: false, true',
        'note     categorical: a, b',
      ].join('\n'),
    )
    expect(inferSchema({ values: Float64Array.of(1, 2, Number.NaN, 4), width: 2 })).toEqual({
      columns: [
        { kind: 'numeric', name: 'x0', missing: true },
        { kind: 'numeric', name: 'x1' },
      ],
    })
  })

  test.each<[string, Rows, string]>([
    ['no rows', [], 'inferSchema: expected at least one row. Received: none.'],
    ['no columns', [{}], 'inferSchema: expected at least one column. Received: none.'],
    [
      'mixed',
      [[1], ['a']],
      "expected numbers, texts or booleans in column 'x0'. Received: number and string.",
    ],
    ['empty', [[null], ['']], "in column 'x0'. Received: no value."],
    [
      'a row that is none',
      [[1], 5 as unknown as Row],
      'inferSchema: expected a row 1 of cells. Received: 5.',
    ],
    ['uneven', [[1, 2], [1]], 'inferSchema: expected rows of 2 cells. Received: 1 in row 1.'],
    ['a column less', [{ a: 1, b: 2 }, { a: 1 }], "Received: row 1 without ['b']."],
    ['a column more', [{ a: 1 }, { a: 1, b: 2 }], "Received: row 1 with ['b'], too."],
    ['half a row', { values: Float32Array.of(1, 2, 3), width: 2 }, '3 numbers of width 2'],
    ['nothing', null as unknown as Rows, 'Received: null.'],
    [
      'identifiers',
      Array.from({ length: 101 }, (_, i) => [`id-${i}`]),
      "at most 100 different words in column 'x0'. Received: 101",
    ],
  ])('is refused for %s', (_, given, message) => {
    expect(() => inferSchema(given)).toThrow(message)
    expect(() => inferSchema(given)).toThrow(AeError)
  })

  test.each<[unknown, string]>([
    [{}, '`schema.columns` must be a list of columns'],
    [{ columns: [{ kind: 'text', name: 'a' }] }, '`schema.columns[].kind` must be one of'],
    [{ columns: [{ kind: 'numeric' }] }, '`schema.columns[].name` must be a text'],
    [{ columns: [{ kind: 'numeric', name: 'a', log: 1 }] }, "`log` of column 'a' must be true or false"],
    [{ columns: [{ kind: 'numeric', name: 'a', unit: 'm' }] }, '`unit` is not an option'],
    [{ columns: [{ kind: 'categorical', name: 'a', categories: [] }] }, "`categories` of column 'a'"],
    [{ columns: [{ kind: 'ordered', name: 'a', categories: ['x', 'x'] }] }, "`categories` of column 'a'"],
    [
      {
        columns: [
          { kind: 'numeric', name: 'a' },
          { kind: 'numeric', name: 'a' },
        ],
      },
      "must have different names. Received: 'a' twice.",
    ],
  ])('given as %o is refused', (schema, message) => {
    expect(() => FrontEnd.fit('test', rows, { options: { schema: schema as TableSchema } })).toThrow(message)
  })
})

describe('rows become numbers', () => {
  test('by means and deviations of normal rows alone, words as one number each and one for the unknown', () => {
    // amount: mean 4, deviation √5; country NO: mean ¼, deviation √3/4; night likewise; note is always a.
    const [known, odd] = encode(rows, [
      { amount: 4, country: 'NO', night: false, note: 'a' },
      { amount: 4 + 2 * Math.sqrt(5), country: 'FI', night: true, note: 'b' },
    ])
    const root = Math.sqrt(3)
    const round = (value: number): number => Math.round(value * 1e4) / 1e4
    // Never seen in four rows: once in six, deviation √5/6.
    const unseen = round(6 / Math.sqrt(5))
    expect(known).toEqual([0, round(root), round(-root), 0, round(1 / root), round(-1 / root), 0, 0, 0])
    expect(odd).toEqual([
      2,
      round(-1 / root),
      round(-root),
      unseen,
      round(-root),
      round(root),
      0,
      -unseen,
      unseen,
    ])
  })

  test('a missing value is the mean where the schema allows it, and says so', () => {
    const normal = [
      [1, 'x'],
      [3, 'y'],
      [null, null],
      [5, 'x'],
    ] as readonly Row[]
    const [missing, there] = encode(normal, [
      [Number.NaN, undefined],
      [3, 'x'],
    ] as readonly Row[])
    const rare = Math.round(Math.sqrt(3) * 1e4) / 1e4
    expect(missing?.slice(0, 2)).toEqual([0, rare])
    expect(missing?.at(-1)).toBe(rare)
    expect(there?.slice(0, 2)).toEqual([0, Math.round(-1e4 / Math.sqrt(3)) / 1e4])
    for (const cell of [null, undefined, Number.NaN, '']) {
      expect(() => encode([[1], [2]], [[cell]])).toThrow("test: expected a value in column 'x0'. Received:")
    }
  })

  test('infinities are as far as the clip, and refused in normal rows', () => {
    expect(encode([[1], [3]], [[Number.POSITIVE_INFINITY], [Number.NEGATIVE_INFINITY], [1e300]])).toEqual([
      [8],
      [-8],
      [8],
    ])
    expect(encode([[1], [3]], [[100]], { clip: 3 })).toEqual([[3]])
    for (const value of [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
      expect(() => encode([[1], [value]], [])).toThrow(
        `test: expected finite numbers in column 'x0' of normal rows. Received: ${value}.`,
      )
    }
    expect(() => encode([[1e200], [-1e200]], [])).toThrow(
      "test: expected numbers in column 'x0' of normal rows whose variance is finite. Received: from -1e+200 to 1e+200.",
    )
  })

  test('a column that never varies has scale 1', () => {
    expect(encode([[7], [7]], [[7], [9.5], [1e9]])).toEqual([[0], [2.5], [8]])
  })

  test('logarithms keep the sign, and orders become places', () => {
    const schema: TableSchema = {
      columns: [
        { kind: 'numeric', name: 'bytes', log: true },
        { kind: 'ordered', name: 'size', categories: ['S', 'M', 'L'] },
      ],
    }
    const normal = [
      { bytes: 0, size: 'S' },
      { bytes: Math.E ** 2 - 1, size: 'L' },
    ]
    const fresh = [
      { bytes: Math.E - 1, size: 'M' },
      { bytes: 1 - Math.E ** 2, size: 'L' },
    ]
    expect(encode(normal, fresh, { schema })).toEqual([
      [0, 0],
      [-3, 1],
    ])
    expect(encode(normal, fresh, { schema, scaling: 'min-max' })).toEqual([
      [0.5, 0.5],
      [-1, 1],
    ])
    expect(() => encode(normal, [{ bytes: 1, size: 'XL' }], { schema })).toThrow(
      "test: expected one of the ordered words of column 'size'. Received: 'XL' in row 0.",
    )
    expect(() => encode(normal, [{ bytes: '12', size: 'S' }], { schema })).toThrow(
      "test: expected a number in column 'bytes'. Received: '12' in row 0.",
    )
  })

  test('extra columns are refused or left out, missing ones always refused', () => {
    const schema = inferSchema(rows)
    const extra = [{ amount: 4, country: 'NO', night: false, note: 'a', id: 17 }]
    expect(() => encode(rows, extra)).toThrow("Received: row 0 with ['id'], too.")
    expect(encode(rows, extra, { schema, extraColumns: 'ignore' })).toEqual(
      encode(rows, [{ amount: 4, country: 'NO', night: false, note: 'a' }]),
    )
    expect(() => encode(rows, [{ amount: 4 }], { extraColumns: 'ignore' })).toThrow(
      "Received: row 0 without ['country', 'night', 'note'].",
    )
    expect(() => encode(rows, [[1, 2]])).toThrow('test: expected rows of 4 cells. Received: 2 in row 0.')
    expect(() => encode(rows, { values: Float32Array.of(1, 2), width: 2 })).toThrow(
      'expected rows of 4 cells',
    )
    const inherited = Object.create({ amount: 4 }) as Row
    expect(() => encode([{ amount: 1 }, { amount: 2 }], [inherited])).toThrow("without ['amount']")
  })

  test('parts that do not belong together are refused', () => {
    const { parts } = FrontEnd.fit('test', rows)
    const bad: readonly [Partial<FrontEndParts>, string][] = [
      [{ offsets: [1] }, '`offsets` must be 9 finite numbers'],
      [{ scales: parts.scales.map(() => 0) }, '`scales` must be positive'],
      [{ scales: parts.scales.map(() => Number.NaN) }, '`scales` must be 9 finite numbers'],
      [{ clip: -1 }, '`clip` must be'],
    ]
    for (const [part, message] of bad) expect(() => new FrontEnd({ ...parts, ...part })).toThrow(message)
    expect(new FrontEnd(parts).encode('test', rows)).toEqual(FrontEnd.fit('test', rows).encode('test', rows))
    expect(Object.isFrozen(parts)).toBe(true)
  })
})
