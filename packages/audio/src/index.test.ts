import { expect, test } from 'vitest'
import * as audio from '.'

test('the public surface is what is promised', () => {
  expect(Object.keys(audio)).toMatchInlineSnapshot(`
    [
      "istft",
      "stft",
      "encodeWav",
      "parseWav",
    ]
  `)
})
