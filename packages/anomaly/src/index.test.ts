import { expect, test } from 'vitest'
import * as anomaly from '.'

test('the public surface is what is promised', () => {
  expect(Object.keys(anomaly)).toMatchInlineSnapshot(`
    [
      "asPyOD",
      "asScikitLearn",
      "InputNormDetector",
      "IsolationForestDetector",
      "KNNDetector",
      "MahalanobisDetector",
      "PCADetector",
      "Detector",
      "AutoencoderDetector",
      "DeepSVDDDetector",
      "EnsembleDetector",
      "RaPPDetector",
      "VAEDetector",
      "nearestNormal",
      "readScorer",
      "scorerDetector",
      "loadDetector",
      "saveDetector",
      "findLeaks",
      "auroc",
      "averagePrecision",
      "judgeDecisions",
      "precisionAt",
      "recallAt",
      "movingDeviations",
      "movingZScores",
      "SeriesDetector",
      "windowStream",
      "windowsOf",
      "compileDetector",
      "detectStream",
      "scoreDrift",
      "FrontEnd",
      "inferSchema",
      "describeSchema",
      "fitThreshold",
    ]
  `)
})
