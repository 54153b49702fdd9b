import { describe, expect, test } from 'vitest'
import { vectorField } from './vector-field'

/** Where arrows begin and end: `M x,y L x,y`, before the head. */
function arrowsIn(svg: string): number[][] {
  return [...svg.matchAll(/M([\d.-]+),([\d.-]+)L([\d.-]+),([\d.-]+)M/g)].map((match) =>
    match.slice(1).map(Number),
  )
}

describe('vectorField', () => {
  const grid = Array.from({ length: 9 }, (_, i) => [i % 3, Math.floor(i / 3)]).flat()

  test('is drawn as it was', async () => {
    const vectors = grid.map((value, i) => (i % 2 === 0 ? 1 - value : (value - 1) / 2))
    const svg = vectorField({ points: grid, vectors, marks: [1, 1, 1.5, 0.5], title: 'A saddle' })
    await expect(svg).toMatchFileSnapshot('fixtures/vector-field.svg')
  })

  test('arrows point where they lead, upwards being up, and keep their relative lengths', () => {
    const [right = [], up = []] = arrowsIn(vectorField({ points: [0, 0, 1, 1], vectors: [2, 0, 0, 1] }))
    const [x0 = 0, y0 = 0, x1 = 0, y1 = 0] = right
    expect(x1).toBeGreaterThan(x0)
    expect(y1).toBe(y0)
    expect(up[3]).toBeLessThan(up[1] ?? 0)
    expect((x1 - x0) / ((up[1] ?? 0) - (up[3] ?? 0))).toBeCloseTo(2, 1)
  })

  test('the longest is as long as was asked for', () => {
    const [arrow = []] = arrowsIn(vectorField({ points: [0, 0, 4, 0], vectors: [30, 0, 0, 0], longest: 4 }))
    const [, second = []] = arrowsIn(
      vectorField({ points: [0, 0, 4, 0], vectors: [30, 0, 0, 0], longest: 4 }),
    )
    expect(arrow[2]).toBeCloseTo(second[0] ?? 0, 1)
  })

  test('leaves out what is not finite, and says so; draws nothing where there is nothing', () => {
    const svg = vectorField({ points: [0, 0, 1, 1], vectors: [1, 0, Number.NaN, 0] })
    expect(arrowsIn(svg)).toHaveLength(1)
    expect(svg).toContain('1 of 2 arrows are not finite and left out')
    for (const empty of [
      vectorField({ points: [], vectors: [] }),
      vectorField({ points: [1, 1], vectors: [0, 0] }),
    ]) {
      expect(empty).not.toMatch(/NaN|Infinity/)
    }
  })

  test('names what does not belong together', () => {
    expect(() => vectorField({ points: [0, 0], vectors: [1] })).toThrowErrorMatchingInlineSnapshot(
      `[AeError: vectorField: \`vectors\` must have 2 entries. Received: 1.]`,
    )
    expect(() => vectorField({ points: [0], vectors: [1] })).toThrowErrorMatchingInlineSnapshot(
      `[AeError: vectorField: \`points\` must have pairs of numbers. Received: 1 numbers.]`,
    )
    expect(() =>
      vectorField({ points: [0, 0], vectors: [1, 1], arrows: 3 } as unknown as Parameters<
        typeof vectorField
      >[0]),
    ).toThrowErrorMatchingInlineSnapshot(`
      [AeError: vectorField: \`arrows\` is not an option. Received: 'arrows'.
        Hint: the options are \`points\`, \`vectors\`, \`marks\`, \`longest\`, \`xLabel\`, \`yLabel\`, \`width\`, \`height\`, \`title\`, \`description\`.]
    `)
  })
})
