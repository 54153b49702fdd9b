import { expect, test } from 'vitest'
import * as vq from '.'
import * as testing from './testing'

test('the public surface is what is promised', () => {
  expect({ vq: Object.keys(vq), testing: Object.keys(testing) }).toMatchInlineSnapshot(`
    {
      "testing": [
        "quantizerContract",
      ],
      "vq": [
        "codebookDiagnostics",
        "detectCodebookCollapse",
        "detectRestartStorm",
        "detectRestarts",
        "freezeQuantizer",
        "rotateToCodes",
        "straightThroughCodes",
        "codeDistance",
        "VQVAE",
        "codeMapDecoder",
        "codeMapEncoder",
        "GRUPrior",
        "PixelCNN",
        "BinaryQuantizer",
        "EmaQuantizer",
        "FiniteScalarQuantizer",
        "GumbelQuantizer",
        "LookupFreeQuantizer",
        "VectorQuantizer",
        "tokenRows",
        "tokenTensor",
        "codeUsage",
      ],
    }
  `)
})
