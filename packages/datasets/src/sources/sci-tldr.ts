import { parseJsonLines } from '../formats/parse-json-lines'
import { jsonObject } from './checked-json'
import type { DatasetSource } from './dataset-source'
import { decodeText } from './decode-text'
import { defineSource, type SourceReader } from './define-source'
import { officialFile } from './official-file'
import type { SourceFile } from './source-file'

/** A text and summaries of it. */
export interface SummarizedText {
  /** The text, a sentence each. */
  readonly sentences: readonly string[]
  /** Summaries of one sentence; the training set has one each, the others may have several. */
  readonly summaries: readonly string[]
  /** Title of the text. */
  readonly title: string
  /** Its identifier. */
  readonly id: string
}

/** Texts with summaries. */
export interface SummarySplits {
  /** To learn from. */
  readonly train: readonly SummarizedText[]
  /** To choose by. */
  readonly dev: readonly SummarizedText[]
}

const ROOT =
  'https://raw.githubusercontent.com/allenai/scitldr/5ccad9c00a60ad75c9e04abf7f27d0f53f983b20/SciTLDR-Data/SciTLDR-A/'

const TRAIN: SourceFile = officialFile('train.jsonl', {
  urls: [`${ROOT}train.jsonl`],
  repacks: [
    {
      name: 'SciTLDR-A-train.jsonl.gz',
      sha256: '1987f66f69e914604eaaa4b32d605a989cd4cdb8784d97e20e6e1d17b0ac6e6e',
      bytes: 1_001_928,
    },
  ],
})

const DEV: SourceFile = officialFile('dev.jsonl', {
  urls: [`${ROOT}dev.jsonl`],
  repacks: [
    {
      name: 'SciTLDR-A-dev.jsonl.gz',
      sha256: '7957c761fede5d6428a408776521afe4186aa6ca2169306cf358173c90b4b892',
      bytes: 354_426,
    },
  ],
})

/** SciTLDR, abstracts only: abstracts of papers and what they say in one sentence. */
export const sciTldr: DatasetSource<SummarySplits> = defineSource({
  info: {
    name: 'scitldr',
    title: 'SciTLDR-A: extreme summaries of scientific abstracts',
    licence: 'Apache-2.0',
    citation:
      'Cachola, Lo, Cohan, Weld, TLDR: Extreme Summarization of Scientific Documents, Findings of EMNLP 2020',
    homepage: 'https://github.com/allenai/scitldr',
    splits: { train: 1_992, dev: 619 },
    shape: 'sentences, summaries',
    files: [TRAIN, DEV],
  },
  load: async (files) => ({ train: await texts(files, TRAIN), dev: await texts(files, DEV) }),
})

async function texts(files: SourceReader, file: SourceFile): Promise<SummarizedText[]> {
  const found = parseJsonLines(decodeText((await files.read(file)).bytes))
  return found.map((value, i) => {
    const item = jsonObject(`scitldr, item ${i}`, value)
    return {
      sentences: item.texts('source'),
      summaries: item.texts('target'),
      title: item.text('title'),
      id: item.text('paper_id'),
    }
  })
}
