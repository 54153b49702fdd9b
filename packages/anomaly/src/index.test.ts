import { expect, test } from 'vitest'
import * as anomaly from '.'

test('the public surface is what is promised', () => {
  expect(Object.keys(anomaly)).toMatchInlineSnapshot(`
    [
      "auroc",
      "averagePrecision",
      "precisionAt",
      "fitThreshold",
    ]
  `)
})
