import type { ConlluSentence } from '../formats/conllu-sentence'
import { parseConllu } from '../formats/parse-conllu'
import type { DatasetSource } from './dataset-source'
import { decodeText } from './decode-text'
import { defineSource } from './define-source'
import { officialFile } from './official-file'
import type { SourceFile } from './source-file'

const ROOT =
  'https://raw.githubusercontent.com/UniversalDependencies/UD_English-EWT/15d613d8447b3478787d4c278730a1e48a945efb/'

const TRAIN: SourceFile = officialFile('en_ewt-ud-train.conllu', {
  urls: [`${ROOT}en_ewt-ud-train.conllu`],
  sha256: '3fb78e2b55482c8ee00caa653af436c88c9e5bc9a73ce26e4ae3ddc79d2b7e7b',
  repacks: [
    {
      name: 'en_ewt-ud-train.conllu.gz',
      sha256: 'bd47e08c9e18ec12d319e84df2ccdb272ff6de1d0dba5761117d3caf8b358f7b',
      bytes: 2_605_912,
    },
  ],
})

const DEV: SourceFile = officialFile('en_ewt-ud-dev.conllu', {
  urls: [`${ROOT}en_ewt-ud-dev.conllu`],
  sha256: '531a54ff90d6ab12201c5a50c3e78e6ddac4de69abc4bce5d275d3cd29efe2b6',
  repacks: [
    {
      name: 'en_ewt-ud-dev.conllu.gz',
      sha256: '41086e3afc9ae572f899c9123f874d6d04a52e374a3d2ac7a6667ce48e3bf3e3',
      bytes: 333_837,
    },
  ],
})

/** Sentences with parts of speech and dependencies. */
export interface ConlluSplits {
  /** To learn from. */
  readonly train: readonly ConlluSentence[]
  /** To choose by. */
  readonly dev: readonly ConlluSentence[]
}

/** UD English EWT: sentences from the web with parts of speech, forms and dependencies. */
export const udEnglishEwt: DatasetSource<ConlluSplits> = defineSource({
  info: {
    name: 'ud-ewt',
    title: 'Universal Dependencies, English Web Treebank',
    licence: 'CC BY-SA 4.0',
    citation: 'Silveira et al., A Gold Standard Dependency Corpus for English, LREC 2014',
    homepage: 'https://github.com/UniversalDependencies/UD_English-EWT',
    splits: { train: 12_544, dev: 2_001 },
    shape: 'sentence of tokens',
    files: [TRAIN, DEV],
  },
  load: async (files) => ({
    train: parseConllu(decodeText((await files.read(TRAIN)).bytes)),
    dev: parseConllu(decodeText((await files.read(DEV)).bytes)),
  }),
})
