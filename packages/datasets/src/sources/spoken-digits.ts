import { AeError } from '@ae/core'
import { gunzip } from '../formats/gunzip'
import { untar } from '../formats/untar'
import type { DatasetSource } from './dataset-source'
import { defineSource } from './define-source'
import { officialFile } from './official-file'
import { type Recording, readRecording } from './recording'
import type { SourceFile } from './source-file'
import type { TrainTest } from './splits'

/** One spoken digit. */
export interface SpokenDigit extends Recording {
  /** What is said: 0 to 9. */
  readonly digit: number
  /** Who says it. */
  readonly speaker: string
  /** The how-many-eth time, from 0. */
  readonly take: number
}

/** The first takes of every digit and speaker are for testing, say the authors. */
const TEST_TAKES = 5

const ARCHIVE: SourceFile = officialFile('free-spoken-digit-dataset.tar.gz', {
  urls: [
    'https://codeload.github.com/Jakobovski/free-spoken-digit-dataset/tar.gz/26eb9aaf76e81b692f806f9140c2d2777410d7a1',
  ],
  repacks: [
    {
      name: 'fsdd-recordings.tar.gz',
      sha256: 'cbda744cb9e13825d9eca64ef5d588130f144d454f2a80cf7845e24f1b1aec10',
      bytes: 15_557_856,
      note: 'the recordings alone',
    },
  ],
})

/**
 * Free Spoken Digit Dataset: 6 speakers say 10 digits 50 times, 8 kHz.
 *
 * Every speaker says the same, so it is parallel: good for changing one voice into another.
 *
 * @example
 * const { train } = await spokenDigits()
 * const jackson = train.filter(({ speaker }) => speaker === 'jackson')
 */
export const spokenDigits: DatasetSource<TrainTest<readonly SpokenDigit[]>> = defineSource({
  info: {
    name: 'fsdd',
    title: 'Free Spoken Digit Dataset',
    licence: 'CC BY-SA 4.0',
    citation: 'Jackson et al., Free Spoken Digit Dataset, Zenodo, 10.5281/zenodo.1342401, 2018',
    homepage: 'https://github.com/Jakobovski/free-spoken-digit-dataset',
    splits: { train: 2_700, test: 300 },
    shape: 'samples at 8 kHz, digit, speaker, take',
    files: [ARCHIVE],
  },
  async load(files) {
    const held = untar(gunzip((await files.read(ARCHIVE)).bytes))
    const all = [...held].flatMap(([path, bytes]) => spokenDigit(path, bytes))
    if (all.length === 0) {
      throw new AeError(
        'data',
        `fsdd: expected recordings in the archive. Received: ${held.size} other files.`,
      )
    }
    all.sort(
      (a, b) =>
        a.digit - b.digit || (a.speaker < b.speaker ? -1 : Number(a.speaker > b.speaker)) || a.take - b.take,
    )
    return {
      train: all.filter(({ take }) => take >= TEST_TAKES),
      test: all.filter(({ take }) => take < TEST_TAKES),
    }
  },
})

function spokenDigit(path: string, bytes: Uint8Array): SpokenDigit[] {
  const found = /recordings\/(\d)_([a-z]+)_(\d+)\.wav$/.exec(path)
  if (found === null) return []
  const [, digit, speaker = '', take] = found
  const recording = readRecording(`${digit}_${speaker}_${take}`, bytes)
  return [{ ...recording, digit: Number(digit), speaker, take: Number(take) }]
}
