import { expect, test } from 'vitest'
import * as testing from '../testing'
import * as formats from '.'

test('the public surface is what is promised', () => {
  expect({ formats: Object.keys(formats), testing: Object.keys(testing) }).toMatchInlineSnapshot(`
    {
      "formats": [
        "CIFAR_RECORD_BYTES",
        "cifarBatch",
        "gunzip",
        "MAX_UNPACKED_BYTES",
        "numericColumns",
        "parseConllu",
        "parseCsv",
        "parseIdx",
        "parseJsonLines",
        "parseNpy",
        "parseNpz",
        "MAX_PNG_PIXELS",
        "parsePng",
        "MAX_TREE_DEPTH",
        "parseTrees",
        "printTree",
        "untar",
        "unzip",
      ],
      "testing": [
        "datasetSourceContract",
      ],
    }
  `)
})
