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
        "sinkhornCodes",
        "codebookDiagnostics",
        "detectCodebookCollapse",
        "detectRestartStorm",
        "detectRestarts",
        "freezeQuantizer",
        "rotateToCodes",
        "straightThroughCodes",
        "codeDistance",
        "pairedInformation",
        "OneHotAutoencoder",
        "jitterCodes",
        "SpeechUnits",
        "VQVAE",
        "VQVAE2",
        "codeMapDecoder",
        "codeMapEncoder",
        "speechUnitDecoder",
        "speechUnitEncoder",
        "GRUPrior",
        "PixelCNN",
        "BinaryQuantizer",
        "EmaQuantizer",
        "FiniteScalarQuantizer",
        "GroupedQuantizer",
        "GumbelQuantizer",
        "LookupFreeQuantizer",
        "beamSearch",
        "ResidualQuantizer",
        "SimVQ",
        "VectorQuantizer",
        "hammingNearest",
        "tokenRows",
        "tokenTensor",
        "codeUsage",
      ],
    }
  `)
})
