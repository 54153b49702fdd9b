import { parseTrees } from '../formats/parse-trees'
import type { Tree } from '../formats/tree'
import type { DatasetSource } from './dataset-source'
import { decodeText } from './decode-text'
import { defineSource } from './define-source'
import { officialFile } from './official-file'
import type { SourceFile } from './source-file'

const TRAIN: SourceFile = officialFile('gum-openlic-train.trees.gz', {
  sha256: 'c7f4c2f71b8b8962b5ae65b39f64617de18354f79545bf6dab765fb3880f9b91',
  bytes: 239_802,
})

const DEV: SourceFile = officialFile('gum-openlic-dev.trees.gz', {
  sha256: '1721655877088a869e1e1b67578c83a19d836d871fe172fdae8d1ad1d5785aa4',
  bytes: 34_280,
})

/** Sentences as trees. */
export interface TreeSplits {
  /** To learn from. */
  readonly train: readonly Tree[]
  /** To choose by. */
  readonly dev: readonly Tree[]
}

/**
 * GUM: sentences of academic texts, news, travel guides and more as Penn-style constituency trees.
 *
 * There is no download of these two files: they are the documents with open licences of `const/` in GUM's
 * repository, a tree a line. For trees of your own see `trees`.
 */
export const gumTrees: DatasetSource<TreeSplits> = defineSource({
  info: {
    name: 'gum-trees',
    title: 'GUM constituency trees, open-licence genres',
    licence: 'annotation CC BY 4.0; texts CC BY 4.0, CC BY-SA 3.0, CC BY 2.5',
    citation:
      'Zeldes, The GUM Corpus: Creating Multilayer Resources in the Classroom, Language Resources and Evaluation 51(3), 2017',
    homepage: 'https://github.com/amir-zeldes/gum',
    splits: { train: 3_707, dev: 438 },
    shape: 'tree',
    files: [TRAIN, DEV],
  },
  load: async (files) => ({
    train: parseTrees(decodeText((await files.read(TRAIN)).bytes)),
    dev: parseTrees(decodeText((await files.read(DEV)).bytes)),
  }),
})
