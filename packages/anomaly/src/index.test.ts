import { expect, test } from 'vitest'
import * as anomaly from '.'

test('the public surface is what is promised', () => {
  expect(Object.keys(anomaly)).toMatchInlineSnapshot(`
    [
      "InputNormDetector",
      "IsolationForestDetector",
      "KNNDetector",
      "MahalanobisDetector",
      "PCADetector",
      "Detector",
      "AutoencoderDetector",
      "EnsembleDetector",
      "VAEDetector",
      "loadDetector",
      "saveDetector",
      "findLeaks",
      "auroc",
      "averagePrecision",
      "judgeDecisions",
      "precisionAt",
      "recallAt",
      "detectStream",
      "scoreDrift",
      "FrontEnd",
      "inferSchema",
      "describeSchema",
      "fitThreshold",
    ]
  `)
})
