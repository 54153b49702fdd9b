import { AeError } from '@ae/core'
import { expectOnlyAeErrors } from '@ae/core/testing'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { encodeWav, parseWav } from '..'

const bytesOf = (hex: string): Uint8Array =>
  Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16))

/*
 * Python's wave module wrote the integers, 8 kHz stereo, two frames:
 *   w.setnchannels(2); w.setsampwidth(width); w.setframerate(8000); w.writeframes(raw)
 * with 0 64 128 255 | -2^15 -1 0 2^14 | -2^23 -1 2^22 2^23-1 | -2^31 -1 0 2^30; scipy.io.wavfile the floats:
 *   wavfile.write(f, 16000, np.array([[0.5, -0.25], [1.5, -1]], dtype))
 */
const FILES: Readonly<Record<string, string>> = {
  pcm8: '524946462800000057415645666d74201000000001000200401f0000803e0000020008006461746104000000004080ff',
  pcm16:
    '524946462c00000057415645666d74201000000001000200401f0000007d00000400100064617461080000000080ffff00000040',
  pcm24:
    '524946463000000057415645666d74201000000001000200401f000080bb000006001800646174610c000000000080ffffff000040ffff7f',
  pcm32:
    '524946463400000057415645666d74201000000001000200401f000000fa000008002000646174611000000000000080ffffffff0000000000000040',
  float32:
    '524946464200000057415645666d74201200000003000200803e000000f4010008002000000066616374040000000200000064617461100000000000003f000080be0000c03f000080bf',
  float64:
    '524946465200000057415645666d74201200000003000200803e000000e803001000400000006661637404000000020000006461746120000000000000000000e03f000000000000d0bf000000000000f83f000000000000f0bf',
}

test.each([
  ['pcm8', [-1, -0.5, 0, 127 / 128]],
  ['pcm16', [-1, -1 / 32768, 0, 0.5]],
  ['pcm24', [-1, -1 / 8388608, 0.5, 1 - 1 / 8388608]],
  ['pcm32', [-1, -1 / 2147483648, 0, 0.5]],
])('reads the samples that another program wrote: %s', (name, expected) => {
  const wav = parseWav(bytesOf(FILES[name] ?? ''))
  expect([wav.sampleRate, wav.channels, wav.frames]).toEqual([8000, 2, 2])
  expect([...wav.samples]).toEqual([...Float32Array.from(expected)])
})

test.each(['float32', 'float64'])('reads floats beyond full scale as they are: %s', (name) => {
  const wav = parseWav(bytesOf(FILES[name] ?? ''))
  expect([wav.sampleRate, wav.channels, wav.frames]).toEqual([16000, 2, 2])
  expect([...wav.samples]).toEqual([0.5, -0.25, 1.5, -1])
})

const letters = (text: string): number[] => Array.from(text, (letter) => letter.charCodeAt(0))
const word = (value: number): number[] => [0, 8, 16, 24].map((shift) => (value >>> shift) & 255)
const chunk = (name: string, data: readonly number[], pad = data.length % 2): number[] => [
  ...letters(name),
  ...word(data.length),
  ...data,
  ...Array.from({ length: pad }, () => 0),
]
const riff = (...chunks: readonly number[][]): Uint8Array =>
  Uint8Array.from(chunk('RIFF', [...letters('WAVE'), ...chunks.flat()]))
const MONO_8_BIT = [1, 0, 1, 0, ...word(8000), ...word(8000), 1, 0, 8, 0]
const mono8 = (changes: Readonly<Record<number, number>>): number[] =>
  MONO_8_BIT.map((byte, i) => changes[i] ?? byte)
const GUID_TAIL = [0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xaa, 0, 0x38, 0x9b, 0x71]
const extensible = (tag: number, tail = GUID_TAIL): number[] => [
  ...word(0x1fffe),
  ...word(8000),
  ...word(16000),
  ...word(0x100002),
  ...word(0x100016),
  ...word(4),
  tag,
  0,
  ...tail,
]

test('skips chunks it does not know, with their pad bytes', () => {
  const file = riff(
    chunk('LIST', [1, 2, 3]),
    chunk('fmt ', MONO_8_BIT),
    chunk('odd ', [9]),
    chunk('data', [128]),
  )
  expect([...parseWav(file).samples]).toEqual([0])
})

test('takes a file whose last pad byte is missing', () => {
  const file = riff(chunk('fmt ', MONO_8_BIT), chunk('data', [0, 128, 192]))
  expect([...parseWav(file.subarray(0, -1)).samples]).toEqual([-1, 0, 0.5])
})

test('finds the true format of an extensible file', () => {
  const file = riff(chunk('fmt ', extensible(1)), chunk('data', [0, 64]))
  expect([...parseWav(file).samples]).toEqual([0.5])
  expect(() => parseWav(riff(chunk('fmt ', extensible(7)), chunk('data', [0, 64])))).toThrow(
    'format 7 with 16',
  )
  expect(() =>
    parseWav(
      riff(
        chunk(
          'fmt ',
          extensible(
            1,
            GUID_TAIL.map(() => 0),
          ),
        ),
      ),
    ),
  ).toThrow('byte 46')
})

test('reads a view into a larger buffer', () => {
  const file = bytesOf(FILES.pcm16 ?? '')
  const larger = new Uint8Array(file.length + 7)
  larger.set(file, 3)
  expect(parseWav(larger.subarray(3, 3 + file.length))).toEqual(parseWav(file))
})

test('refuses every file that is cut, whatever the place', () => {
  for (const hex of Object.values(FILES)) {
    const file = bytesOf(hex)
    for (let length = 0; length < file.length; length++) {
      expect(() => parseWav(file.subarray(0, length))).toThrow(AeError)
    }
  }
})

test.each([
  ['no RIFF form', Uint8Array.from(chunk('RIFX', letters('WAVE')))],
  ['no sound', riff(chunk('fmt ', MONO_8_BIT))],
  ['sound before its format', riff(chunk('data', [1]))],
  ['two formats', riff(chunk('fmt ', MONO_8_BIT), chunk('fmt ', MONO_8_BIT))],
  ['a short format', riff(chunk('fmt ', MONO_8_BIT.slice(0, 14)))],
  ['no channel', riff(chunk('fmt ', mono8({ 2: 0 })))],
  ['no rate', riff(chunk('fmt ', mono8({ 4: 0, 5: 0 })))],
  ['12 bits', riff(chunk('fmt ', mono8({ 14: 12 })))],
  ['frames of a wrong length', riff(chunk('fmt ', mono8({ 12: 2 })))],
  ['half a frame', riff(chunk('fmt ', mono8({ 2: 2, 12: 2 })), chunk('data', [1, 2, 3]))],
  [
    'a chunk longer than the file',
    riff(chunk('fmt ', MONO_8_BIT), [...letters('data'), ...word(2 ** 32 - 1)]),
  ],
])('says where and what was expected: %s', (_, file) => {
  expect(() => parseWav(file)).toThrow(/^parseWav: at byte \d+, expected .+\. Received: .+\./)
})

test('float files hold every finite sample exactly', () => {
  const samples = fc.float32Array({ noNaN: true, noDefaultInfinity: true, maxLength: 64 })
  fc.assert(
    fc.property(samples, fc.integer({ min: 1, max: 8 }), (mono, channels) => {
      const whole = Float32Array.from(
        { length: mono.length * channels },
        (_, i) => mono[i % mono.length] ?? 0,
      )
      const wav = parseWav(encodeWav({ samples: whole, sampleRate: 44100, channels, format: 'float32' }))
      expect(wav).toEqual({ samples: whole, sampleRate: 44100, channels, frames: mono.length })
    }),
  )
})

test('16-bit files are within half a step, and clip what is too loud', () => {
  const samples = Float32Array.from([0, 0.1, -0.7, 0.999, 2, -2])
  const read = parseWav(encodeWav({ samples, sampleRate: 8000 })).samples
  const clipped = [0, 0.1, -0.7, 0.999, 1 - 2 ** -15, -1]
  for (const [i, value] of clipped.entries())
    expect(Math.abs((read[i] ?? 9) - value)).toBeLessThanOrEqual(2 ** -16 + 1e-7)
})

test.each([
  ['pcm8', 8000, [-1, -0.5, 0, 127 / 128]],
  ['pcm16', 8000, [-1, -1 / 32768, 0, 0.5]],
  ['pcm24', 8000, [-1, -1 / 8388608, 0.5, 1]],
  ['pcm32', 8000, [-1, -1 / 2147483648, 0, 0.5]],
  ['float32', 16000, [0.5, -0.25, 1.5, -1]],
] as const)('writes the bytes that other programs write: %s', (format, sampleRate, samples) => {
  const file = encodeWav({ samples: Float32Array.from(samples), sampleRate, channels: 2, format })
  expect(file).toEqual(bytesOf(FILES[format] ?? ''))
})

test('writes float64 as it reads it', () => {
  const samples = Float32Array.from([0.5, -0.25, 1.5, -1])
  const file = encodeWav({ samples, sampleRate: 16000, channels: 2, format: 'float64' })
  expect([...parseWav(file).samples]).toEqual([...samples])
})

test.each(['pcm8', 'pcm16', 'pcm24', 'pcm32', 'float32', 'float64'] as const)(
  'many channels are extensible, and odd lengths padded: %s',
  (format) => {
    const samples = Float32Array.from([0, 0.5, -1, 0.25, -0.25])
    const file = encodeWav({ samples, sampleRate: 8000, channels: 5, format })
    expect([file[20], file[21]]).toEqual([0xfe, 0xff])
    expect(file.length % 2).toBe(0)
    expect(parseWav(file)).toEqual({ samples, sampleRate: 8000, channels: 5, frames: 1 })
  },
)

test('10 000 damaged files of every format end in a result or an AeError', async () => {
  const samples = Float32Array.from({ length: 24 }, (_, i) => Math.sin(i))
  const formats = ['pcm8', 'pcm16', 'pcm24', 'pcm32', 'float32', 'float64'] as const
  const files = [1, 3].flatMap((channels) =>
    formats.map((format) => encodeWav({ samples, sampleRate: 8000, channels, format })),
  )
  const { accepted, refused } = await expectOnlyAeErrors(parseWav, files, { count: 10_000 })
  expect(accepted).toBeGreaterThan(100)
  expect(refused).toBeGreaterThan(100)
})

test.each([
  [{ samples: new Float32Array(3), sampleRate: 8000, channels: 2 }, 'config'],
  [{ samples: new Float32Array(1), sampleRate: 0 }, 'config'],
  [{ samples: new Float32Array(1), sampleRate: 2 ** 31 }, 'config'],
  [{ samples: new Float32Array(70_000), sampleRate: 8000, channels: 70_000 }, 'config'],
  [{ samples: Float32Array.from([0, Number.NaN]), sampleRate: 8000 }, 'data'],
])('refuses to write what a file cannot hold: %o', (options, code) => {
  expect(() => encodeWav(options)).toThrow(expect.objectContaining({ name: 'AeError', code }))
})
