import { expect, test } from 'vitest'
import * as disentangle from '.'

test('the public surface is what is promised', () => {
  expect(Object.keys(disentangle)).toMatchInlineSnapshot(`
    [
      "convertRecording",
      "attackCodes",
      "conversionRates",
      "dynamicTimeWarping",
      "f0Error",
      "voiceJudgeNetwork",
      "melCepstralDistortion",
      "speakerStatistics",
      "swapStatistics",
      "globalVariance",
      "globalVarianceRatios",
      "l1Ratio",
      "AdaINDisentangler",
      "AdversarialDisentangler",
      "AutoVC",
      "chooseBottleneck",
      "ge2eLoss",
      "SpeakerEncoder",
    ]
  `)
})
