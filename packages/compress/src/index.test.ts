import { expect, test } from 'vitest'
import * as compress from '.'

test('the public surface is what is promised', () => {
  expect(Object.keys(compress)).toMatchInlineSnapshot(`
    [
      "compress",
      "decompress",
      "decompressLines",
      "estimateBits",
      "freezeCodec",
      "fuzzCodec",
      "ImageCodec",
      "fromRgba",
      "toRgba",
      "codeTable",
      "decodeSymbols",
      "encodeSymbols",
      "codeCoefficients",
      "readCoefficients",
      "coefficientTables",
      "LappedAutoencoder",
      "CompressiveAutoencoder",
    ]
  `)
})
