import { describe, expect, test } from 'vitest'
import { type HistogramOptions, histogram } from './histogram'
import { type LatentScatterOptions, latentScatter } from './latent-scatter'
import { type LossCurvesOptions, lossCurves } from './loss-curves'
import { matrix } from './matrix'

const scatter = (options: Partial<LatentScatterOptions>): string => latentScatter({ points: [], ...options })
const curves = (options: Partial<LossCurvesOptions>): string => lossCurves({ series: [], ...options })
const bars = (options: Partial<HistogramOptions>): string => histogram({ groups: [], ...options })

/** Every number in a figure's attributes, so that none is NaN or Infinity. */
function brokenIn(svg: string): RegExpMatchArray | null {
  return svg.match(/="[^"]*(NaN|Infinity|undefined)[^"]*"/)
}

/** Where the points of a scatter plot lie. */
function dotsIn(svg: string): number[][] {
  return [...svg.matchAll(/M([\d.-]+),([\d.-]+)h0/g)].map(([, x, y]) => [Number(x), Number(y)])
}

describe('latentScatter', () => {
  test('is drawn as it was', async () => {
    const points = Array.from({ length: 24 }, (_, i) => ((i * 37) % 23) / 4 - 3)
    const labels = Array.from({ length: 12 }, (_, i) => i % 3)
    const svg = latentScatter({ points, labels, labelNames: ['cat', 'dog', '<bird>'], title: 'Three & more' })
    await expect(svg).toMatchFileSnapshot('fixtures/latent-scatter.svg')
  })

  test('makes a unit as long on both axes', () => {
    const [a = [], b = [], c = []] = dotsIn(scatter({ points: [0, 0, 10, 0, 0, 1], width: 400, height: 700 }))
    const along = (b[0] ?? 0) - (a[0] ?? 0)
    const up = (a[1] ?? 0) - (c[1] ?? 0)
    expect(along / up).toBeCloseTo(10, 1)
  })

  test('leaves out what is not finite, and says so', () => {
    const svg = scatter({ points: [0, 0, Number.NaN, 1, 1, 1, 2, Number.NEGATIVE_INFINITY] })
    expect(dotsIn(svg)).toHaveLength(2)
    expect(svg).toContain('2 of 4 points are not finite and left out')
  })

  test('draws one point, no points and equal points', () => {
    for (const points of [[1, 2], [], [3, 3, 3, 3]]) {
      const svg = scatter({ points })
      expect(dotsIn(svg)).toHaveLength(points.length / 2)
      expect(brokenIn(svg)).toBeNull()
    }
    expect(scatter({})).toContain('no points')
  })

  test('keeps a colour a group, also with more groups than the palette has', () => {
    for (const count of [2, 10, 25]) {
      const points = Array.from({ length: 2 * count }, (_, i) => i)
      const labels = Array.from({ length: count }, (_, i) => i)
      const colours = [...scatter({ points, labels }).matchAll(/style="stroke:([^"]+)"/g)].map(([, c]) => c)
      expect(new Set(colours).size).toBe(count)
    }
  })

  test('refuses half a point and labels that do not fit', () => {
    expect(() => scatter({ points: [1, 2, 3] })).toThrowErrorMatchingInlineSnapshot(
      `[AeError: latentScatter: \`points\` must have pairs of numbers. Received: 3 numbers.]`,
    )
    expect(() => scatter({ points: [1, 2], labels: [1, 2] })).toThrowErrorMatchingInlineSnapshot(
      `[AeError: latentScatter: \`labels\` must have 1 entries. Received: 2.]`,
    )
    expect(() => scatter({ points: [1, 2], width: 10 })).toThrowErrorMatchingInlineSnapshot(
      `[AeError: latentScatter: \`width\` must be a number ≥ 80. Received: 10.]`,
    )
  })
})

describe('lossCurves', () => {
  const falling = Array.from({ length: 20 }, (_, i) => 10 / (i + 1))

  test('is drawn as it was, also on a logarithmic scale', async () => {
    const series = [
      { name: 'train', y: falling },
      { name: 'validation', x: [0, 10, 19], y: [9, 4, 1] },
    ]
    await expect(lossCurves({ series, title: 'Loss' })).toMatchFileSnapshot('fixtures/loss-curves.svg')
    const logarithmic = lossCurves({ series, title: 'Loss', logScale: true })
    await expect(logarithmic).toMatchFileSnapshot('fixtures/loss-curves-log.svg')
  })

  test('breaks a curve where it cannot be drawn, and says how often', () => {
    const svg = curves({ series: [{ name: 'train', y: [3, 2, Number.NaN, 1, 2] }] })
    const [, path = ''] = svg.match(/ d="([^"]+)" style/) ?? []
    expect(path.match(/M/g)).toHaveLength(2)
    expect(svg).toContain('1 of 5 values cannot be drawn')
    const logarithmic = curves({ series: [{ name: 'train', y: [3, 0, -1, 1] }], logScale: true })
    expect(logarithmic).toContain('2 of 4 values cannot be drawn')
    expect(brokenIn(logarithmic)).toBeNull()
  })

  test('shows a value between two gaps, or alone, as a dot', () => {
    expect(dotsIn(curves({ series: [{ name: 'a', y: [Number.NaN, 1, Number.NaN, 2, 3] }] }))).toHaveLength(1)
    expect(dotsIn(curves({ series: [{ name: 'a', y: [0] }] }))).toHaveLength(1)
  })

  test('draws nothing at all without values, on both scales', () => {
    for (const logScale of [false, true]) {
      for (const series of [[], [{ name: 'a', y: [] }], [{ name: 'a', y: [Number.NaN] }]]) {
        expect(brokenIn(curves({ series, logScale }))).toBeNull()
      }
    }
    expect(curves({})).toContain('no values')
  })

  test('tells curves apart by dashes too', () => {
    const series = ['a', 'b', 'c'].map((name) => ({ name, y: falling }))
    const dashes = [...curves({ series }).matchAll(/d="[^"]*"[^>]*stroke-dasharray="([^"]+)"/g)].map(
      ([, d]) => d,
    )
    expect(new Set(dashes).size).toBe(3)
  })

  test('refuses steps and losses of different number', () => {
    const series = [{ name: 'train', x: [1, 2], y: [1] }]
    expect(() => curves({ series })).toThrowErrorMatchingInlineSnapshot(
      `[AeError: lossCurves: \`series train.x\` must have 1 entries. Received: 2.]`,
    )
  })
})

describe('histogram', () => {
  const groups = [
    { name: 'normal', values: Array.from({ length: 60 }, (_, i) => (i * i) % 17) },
    { name: 'anomaly', values: [14, 15, 16, 18, 20] },
  ]

  test('is drawn as it was', async () => {
    const marks = [{ value: 13.5, name: 'threshold' }]
    const svg = histogram({ groups, bins: 10, marks, xLabel: 'score', title: 'Scores' })
    await expect(svg).toMatchFileSnapshot('fixtures/histogram.svg')
  })

  test('counts every value once, the highest in the last bin', () => {
    const svg = bars({ groups: [{ name: 'a', values: [0, 1, 2, 3, 4] }], bins: 2, height: 200 })
    const [, path = ''] = svg.match(/ d="(M[^"]+Z)"/) ?? []
    const [bottom, low, high] = [...path.matchAll(/[V,]([\d.]+)/g)].map(([, y]) => Number(y))
    // Two values in the first half, three in the second.
    expect(((bottom ?? 0) - (high ?? 0)) / ((bottom ?? 0) - (low ?? 0))).toBeCloseTo(1.5, 1)
  })

  test('leaves out what is not finite, and draws nothing without values', () => {
    expect(bars({ groups: [{ name: 'a', values: [1, Number.NaN] }] })).toContain(
      '1 of 2 values are not finite',
    )
    for (const values of [[], [5], [Number.NaN], [0, 0]]) {
      expect(brokenIn(bars({ groups: [{ name: 'a', values }] }))).toBeNull()
    }
    expect(bars({})).toContain('no values')
  })

  test('refuses half a bin and a mark nowhere', () => {
    expect(() => bars({ bins: 1.5 })).toThrowErrorMatchingInlineSnapshot(
      `[AeError: histogram: \`bins\` must be a positive integer. Received: 1.5.]`,
    )
    const marks = [{ value: Number.NaN, name: 'threshold' }]
    expect(() => bars({ marks })).toThrowErrorMatchingInlineSnapshot(
      `[AeError: histogram: \`marks\` must have finite values. Received: NaN.]`,
    )
  })
})

describe('matrix', () => {
  test('is drawn as it was, also with numbers below zero and long names', async () => {
    const names = ['cat', 'dog']
    const labels = { rows: names, columns: names, rowTitle: 'actual', columnTitle: 'predicted' }
    const confusion = matrix({ values: [9, 1, 2, 8], rows: 2, columns: 2, labels, title: 'Confusion' })
    await expect(confusion).toMatchFileSnapshot('fixtures/matrix.svg')
    const values = [1, -0.51234, Number.NaN, 0, 1, 0.25]
    const long = { columns: ['a very long name', 'another long name', 'c'].map((name) => `${name} indeed`) }
    const signed = matrix({ values, rows: 2, columns: 3, labels: long, width: 300, height: 300 })
    await expect(signed).toMatchFileSnapshot('fixtures/matrix-signed.svg')
  })

  test('gives equal numbers equal colours and writes only if asked to', () => {
    const svg = matrix({ values: [0, 1, 1, 0], rows: 2, columns: 2, annotate: false })
    const fills = [...svg.matchAll(/<rect[^>]* fill="([^"]+)"/g)].map(([, fill]) => fill)
    expect(fills[0]).toBe(fills[3])
    expect(fills[0]).not.toBe(fills[1])
    expect(svg).not.toContain('<text')
  })

  test('draws tables of zeros, of one number and of none that is finite', () => {
    for (const values of [[0], [7], [Number.NaN]]) {
      expect(brokenIn(matrix({ values, rows: 1, columns: 1 }))).toBeNull()
    }
  })

  test('refuses numbers and names that are not as many as was said', () => {
    expect(() => matrix({ values: [1, 2, 3], rows: 2, columns: 2 })).toThrowErrorMatchingInlineSnapshot(
      `[AeError: matrix: \`values\` must have 4 entries. Received: 3.]`,
    )
    const labels = { columns: ['a', 'b'] }
    expect(() => matrix({ values: [1], rows: 1, columns: 1, labels })).toThrowErrorMatchingInlineSnapshot(
      `[AeError: matrix: \`labels.columns\` must have 1 entries. Received: 2.]`,
    )
    expect(() => matrix({ values: [], rows: 0, columns: 1 })).toThrowErrorMatchingInlineSnapshot(
      `[AeError: matrix: \`rows\` must be a positive integer. Received: 0.]`,
    )
  })
})

describe('every figure', () => {
  test('has a name and a description for those who cannot see it', () => {
    const title = 'A "title" & <more>'
    const escaped = '<title>A &quot;title&quot; &amp; &lt;more&gt;</title>'
    for (const svg of [scatter({ title }), curves({ title }), bars({ title })]) {
      expect(svg).toContain(escaped)
      expect(svg).toContain('role="img"')
      expect(svg).toMatch(/<desc>[^<]+<\/desc>/)
      expect(svg).not.toContain('<more>')
    }
    expect(scatter({ title, description: 'One & only' })).toContain('<desc>One &amp; only</desc>')
    expect(scatter({})).toContain('<title>Scatter plot of 0 points in 0 groups</title>')
  })

  test('follows light and dark and closes each of its tags', () => {
    for (const svg of [
      scatter({ points: [1, 2] }),
      curves({}),
      matrix({ values: [1], rows: 1, columns: 1 }),
    ]) {
      expect(svg).toContain('prefers-color-scheme:dark')
      const open = [...svg.matchAll(/<([a-z]+)[^>]*[^/]>|<([a-z]+)>/g)].length
      expect(svg.match(/<\/[a-z]+>/g)).toHaveLength(open)
    }
  })
})
