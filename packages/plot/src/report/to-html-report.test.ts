import { describe, expect, test } from 'vitest'
import { lossCurves } from '../loss-curves'
import { toHtmlReport } from './to-html-report'

const report = toHtmlReport({
  title: 'A <run> & its numbers',
  sections: [
    {
      heading: 'Loss',
      text: 'It fell.\n\nThen it "rose" <again>.',
      figures: [lossCurves({ series: [{ name: 'train', y: [2, 1] }], width: 200, height: 150 })],
    },
    {
      heading: 'Scores',
      table: {
        columns: ['model', 'score'],
        rows: [
          ['PCA', 0.123456],
          ['VAE <b>', -3],
          ['none', Number.NaN],
        ],
      },
    },
    { heading: 'Nothing' },
  ],
})

describe('toHtmlReport', () => {
  test('is written as it was', async () => {
    await expect(report).toMatchFileSnapshot('../fixtures/report.html')
  })

  test('needs no other file and runs nothing', () => {
    expect(report).not.toMatch(/<script|<link|src=|@import|url\(/)
    expect(report.match(/href="(?!#)/)).toBeNull()
  })

  test('escapes all text, of tables too', () => {
    expect(report).toContain('<h1>A &lt;run&gt; &amp; its numbers</h1>')
    expect(report).toContain('<td>VAE &lt;b&gt;</td>')
    expect(report).toContain('<p>Then it &quot;rose&quot; &lt;again&gt;.</p>')
  })

  test('writes numbers in four digits, with a true minus, and a dash for none', () => {
    expect([...report.matchAll(/<td class="n">([^<]+)</g)].map(([, text]) => text)).toEqual([
      '0.1235',
      '−3',
      '–',
    ])
  })

  test('refuses figures that are none and rows that are too short', () => {
    const figures = ['<img src=x onerror=alert(1)>']
    expect(() =>
      toHtmlReport({ title: '', sections: [{ heading: '', figures }] }),
    ).toThrowErrorMatchingInlineSnapshot(
      `[AeError: toHtmlReport: \`figures\` must be SVG. Received: '<img src=x onerror=alert(1)>'.]`,
    )
    const table = { columns: ['a', 'b'], rows: [[1]] }
    expect(() =>
      toHtmlReport({ title: '', sections: [{ heading: '', table }] }),
    ).toThrowErrorMatchingInlineSnapshot(`[AeError: toHtmlReport: expected rows of 2 cells. Received: [1].]`)
  })
})
