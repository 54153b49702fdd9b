import { expect, test } from 'vitest'
import * as plot from './index'

test('the package promises these names', () => {
  expect(Object.keys(plot).sort()).toMatchInlineSnapshot(`
    [
      "histogram",
      "imageGrid",
      "latentScatter",
      "lossCurves",
      "matrix",
      "toHtmlReport",
      "vectorField",
    ]
  `)
})
