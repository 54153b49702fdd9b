import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { encodeWav, logMel, parseWav } from '@ae/audio'
import * as tf from '@tensorflow/tfjs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { convertFile } from '.'

const FEATURES = { sampleRate: 8000, mels: 40 }
const CLIPS = { clipFrames: 16 }
let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'convert-file-'))
})
afterAll(() => rm(folder, { recursive: true }))

/** A buzz of a pitch: harmonics, half a second. */
function buzz(sampleRate: number): Float32Array {
  return Float32Array.from({ length: sampleRate / 2 }, (_, i) => {
    const angle = (2 * Math.PI * 150 * i) / sampleRate
    return 0.1 * [1, 2, 3, 4, 5].reduce((sum, k) => sum + Math.sin(k * angle) / k, 0)
  })
}

test('a file goes in, and a file comes out that says the same where the model changes nothing', async () => {
  const [from, to] = [join(folder, 'in.wav'), join(folder, 'out.wav')]
  const sound = buzz(8000)
  await writeFile(from, encodeWav({ samples: sound, sampleRate: 8000 }))
  const before = tf.memory().numTensors
  let clips = 0
  const result = await convertFile(
    (x) => {
      clips += x.shape[0]
      expect(x.shape.slice(1)).toEqual([16, 40])
      return x.clone()
    },
    { from, to, features: FEATURES, ...CLIPS },
  )
  expect(tf.memory().numTensors).toBe(before)
  expect(clips).toBeGreaterThan(2)
  const { samples, sampleRate, channels } = parseWav(await readFile(to))
  expect({ samples: samples.length, sampleRate, frames: 51 }).toEqual(result)
  expect(channels).toBe(1)
  const [a, b] = [logMel(sound, FEATURES), logMel(samples, FEATURES)]
  const difference = b.values.reduce((sum, value, i) => sum + Math.abs(value - (a.values[i] ?? 0)), 0)
  expect(difference / b.values.length).toBeLessThan(0.05)
})

test('another sample rate and two channels are brought to what the model knows, and its scale is undone', async () => {
  const [from, to] = [join(folder, 'stereo.wav'), join(folder, 'mono.wav')]
  const sound = buzz(16000)
  const stereo = Float32Array.from({ length: 2 * sound.length }, (_, i) => (i % 2) * 2 * (sound[i >> 1] ?? 0))
  await writeFile(from, encodeWav({ samples: stereo, sampleRate: 16000, channels: 2 }))
  const seen: number[] = []
  const scale = { mean: 0.5, deviation: Array.from({ length: 40 }, () => 0.25) }
  const { sampleRate, samples } = await convertFile(
    (x) => {
      seen.push(...x.dataSync())
      return x.clone()
    },
    { from, to, features: FEATURES, scale, ...CLIPS },
  )
  expect(sampleRate).toBe(8000)
  expect(samples).toBe(4000)
  // Features are in [0, 1]: less .5, over .25.
  expect(seen.reduce((a, b) => Math.min(a, b), 0)).toBeGreaterThanOrEqual(-2)
  expect(seen.reduce((a, b) => Math.min(a, b), 0)).toBeLessThan(-0.5)
  const [a, b] = [logMel(buzz(8000), FEATURES), logMel(parseWav(await readFile(to)).samples, FEATURES)]
  const difference = b.values.reduce((sum, value, i) => sum + Math.abs(value - (a.values[i] ?? 0)), 0)
  expect(difference / b.values.length).toBeLessThan(0.06)
})

test('what is too loud for whole numbers is made softer, not clipped', async () => {
  const [from, to] = [join(folder, 'soft.wav'), join(folder, 'loud.wav')]
  await writeFile(from, encodeWav({ samples: buzz(8000), sampleRate: 8000 }))
  await convertFile((x) => x.add(0.5), { from, to, features: FEATURES, ...CLIPS })
  const { samples } = parseWav(await readFile(to))
  const loudest = samples.filter((sample) => Math.abs(sample) > 0.999).length
  expect(samples.some((sample) => Math.abs(sample) > 0.9)).toBe(true)
  expect(loudest).toBeLessThan(5)
})

test('mistakes are named, and nothing is written', async () => {
  const from = join(folder, 'good.wav')
  await writeFile(from, encodeWav({ samples: buzz(8000), sampleRate: 8000 }))
  await writeFile(join(folder, 'bad.wav'), new Uint8Array([1, 2, 3]))
  const files = await readdir(folder)
  const to = join(folder, 'never.wav')
  const same = (x: tf.Tensor3D): tf.Tensor => x.clone()
  const options = { from, to, features: FEATURES, ...CLIPS }
  await expect(
    convertFile(same, { ...options, from: 'no-such.wav' }),
  ).rejects.toThrowErrorMatchingInlineSnapshot(
    `[AeError: convertFile: expected a file that can be read. Received: 'no-such.wav'.]`,
  )
  await expect(convertFile(same, { ...options, from: join(folder, 'bad.wav') })).rejects.toThrow('parseWav')
  await expect(convertFile(same, { ...options, scale: { mean: [1, 2], deviation: 1 } })).rejects.toThrow(
    '`scale.mean` must be a number, or one for each of 40 mels.',
  )
  await expect(convertFile(same, { ...options, scale: { mean: 0, deviation: 0 } })).rejects.toThrow(
    '`scale.deviation` must be a number > 0',
  )
  const unread = { ...options, from: 'no-such.wav', sound: { sharpen: 0 } }
  await expect(convertFile(same, unread)).rejects.toThrow('`sharpen` must be')
  await expect(convertFile((x) => x.slice([0, 1, 0]), options)).rejects.toThrow('convertRecording')
  await expect(convertFile(same, { ...options, colour: 1 } as never)).rejects.toThrow(
    '`colour` is not an option',
  )
  expect(await readdir(folder)).toEqual(files)
})
