import { expect, test } from 'vitest'
import * as compress from '.'

test('the public surface is what is promised', () => {
  expect(Object.keys(compress)).toMatchInlineSnapshot(`
    [
      "codeTable",
      "decodeSymbols",
      "encodeSymbols",
      "codeCoefficients",
      "readCoefficients",
      "coefficientTables",
      "CompressiveAutoencoder",
    ]
  `)
})
