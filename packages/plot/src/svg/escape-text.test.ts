import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { escapeText } from './escape-text'

const UNESCAPED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" }

describe('escapeText', () => {
  test('lets no text break out of a tag or an attribute, and loses none of it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const escaped = escapeText(text)
        expect(escaped).not.toMatch(/[<>"']|&(?!(amp|lt|gt|quot|#39);)/)
        const back = escaped.replace(/&([^;]+);/g, (_, name: string) => UNESCAPED[name] ?? '')
        // oxlint-disable-next-line no-control-regex -- XML forbids these
        expect(back).toBe(text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, ''))
      }),
    )
  })
})
