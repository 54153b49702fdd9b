import {
  encodeWav,
  invertLogMel,
  level,
  logMel,
  logMelChunks,
  parseWav,
  pitch,
  resample,
  trimSilence,
} from '@ae/audio'

// A second of a voice that falls from 150 to 120 Hz, as a file.
const vowel = Float32Array.from({ length: 16000 }, (_, n) => {
  const phase = 2 * Math.PI * (150 - (15 * n) / 16000) * (n / 16000)
  return [0.3, 0.2, 0.1, 0.05].reduce((sum, strength, k) => sum + strength * Math.sin((k + 1) * phase), 0)
})
const bytes = encodeWav({ samples: vowel, sampleRate: 16000 })

// #region use
const wav = parseWav(bytes)
const sampleRate = 8000
const narrow = resample(wav.samples, { from: wav.sampleRate, to: sampleRate })
const { samples } = trimSilence(narrow, { below: 40 })
console.log(level(samples)) // dB of full scale

const { hz } = pitch(samples, { sampleRate }) // one number every 10 ms, 0 where nothing is voiced
console.log(hz[20], hz[80])

const features = logMel(samples, { sampleRate }) // { frames, width: 40, values }, as a model takes it
const again = invertLogMel(features, { sampleRate, length: samples.length, sharpen: 1.2 })
const file = encodeWav({ samples: again, sampleRate })

for (const { frames, values } of logMelChunks(samples, { sampleRate, chunkFrames: 32 })) {
  console.log(frames, values.length) // the same numbers, a stretch at a time
}
// #endregion use
console.log(file.length)
