import { expect, test } from 'vitest'
import * as audio from '.'

test('the public surface is what is promised', () => {
  expect(Object.keys(audio)).toMatchInlineSnapshot(`
    [
      "invertLogMel",
      "logMel",
      "logMelChunks",
      "melFilterBank",
      "mfcc",
      "pitch",
      "level",
      "loudness",
      "deEmphasis",
      "preEmphasis",
      "resample",
      "resampleChunks",
      "trimSilence",
      "griffinLim",
      "spectralConvergence",
      "istft",
      "stft",
      "encodeWav",
      "parseWav",
    ]
  `)
})
