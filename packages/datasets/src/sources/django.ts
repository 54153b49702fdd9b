import { AeError } from '@ae/core'
import type { DatasetSource } from './dataset-source'
import { decodeText } from './decode-text'
import { defineSource } from './define-source'
import { officialFile } from './official-file'
import type { SourceFile } from './source-file'

/** A line of code and what it does, in words. */
export interface DescribedCode {
  /** In English. */
  readonly description: string
  /** In Python; its words are set apart by spaces. */
  readonly code: string
}

/** Described lines of code. */
export interface CodeSplits {
  /** To learn from: the first 16 000. */
  readonly train: readonly DescribedCode[]
  /** To choose by: the next 1 000. */
  readonly dev: readonly DescribedCode[]
  /** To test with: the rest. */
  readonly test: readonly DescribedCode[]
}

const ROOT =
  'https://raw.githubusercontent.com/odashi/ase15-django-dataset/c37fa281ced0de16aa7868415522905f8380686e/django/'

const DESCRIPTIONS: SourceFile = officialFile('all.anno', {
  urls: [`${ROOT}all.anno`],
  repacks: [
    {
      name: 'all.anno.gz',
      sha256: '587e8abb9ebc5ae0578b7c74c50aeea689e9f58a7689944db52fa229cbf5b005',
      bytes: 238_291,
    },
  ],
})

const CODE: SourceFile = officialFile('all.code', {
  urls: [`${ROOT}all.code`],
  repacks: [
    {
      name: 'all.code.gz',
      sha256: 'c3de3ed74b63d1c12c0c992b3f0c54a87cf6c1e7ba7317687f454ef4e3360184',
      bytes: 186_329,
    },
  ],
})

// The division of Ling et al. 2016, Latent Predictor Networks, and of those after them.
const DEV_START = 16_000
const TEST_START = 17_000

/** Django: the lines of a Python program, each described by hand. */
export const django: DatasetSource<CodeSplits> = defineSource({
  info: {
    name: 'django',
    title: 'Django pseudo-code',
    licence: 'MIT',
    citation: 'Oda et al., Learning to Generate Pseudo-code from Source Code, ASE 2015',
    homepage: 'https://github.com/odashi/ase15-django-dataset',
    splits: { train: 16_000, dev: 1_000, test: 1_805 },
    shape: 'description, code',
    files: [DESCRIPTIONS, CODE],
  },
  async load(files) {
    const descriptions = lines(decodeText((await files.read(DESCRIPTIONS)).bytes))
    const code = lines(decodeText((await files.read(CODE)).bytes))
    if (descriptions.length !== code.length) {
      throw new AeError(
        'data',
        `django: expected as many descriptions as lines of code. Received: ${descriptions.length} and ${code.length}.`,
      )
    }
    const all = descriptions.map((description, i) => ({ description, code: code[i] ?? '' }))
    return {
      train: all.slice(0, DEV_START),
      dev: all.slice(DEV_START, TEST_START),
      test: all.slice(TEST_START),
    }
  },
})

/** All lines, empty ones too, since the two files belong together line by line. */
function lines(text: string): string[] {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => line.trim())
}
