import type { DatasetSource } from './dataset-source'
import { decodeText } from './decode-text'
import { defineSource } from './define-source'
import { KDD_COLUMNS } from './kdd-columns'
import { officialFile } from './official-file'
import { readTables } from './read-table'
import type { SourceFile } from './source-file'
import type { TrainTest } from './splits'
import type { Table } from './table'

const MIRROR = 'https://raw.githubusercontent.com/defcom17/NSL_KDD/master/'

const TRAIN: SourceFile = officialFile('KDDTrain+.txt', {
  urls: [`${MIRROR}KDDTrain%2B.txt`],
  repacks: [
    { name: 'KDDTrain+.txt.gz', note: 'gzipped' },
    { name: 'KDDTrain+_20Percent.txt', note: 'the official fifth' },
    {
      name: 'KDDTrain+_20Percent.txt.gz',
      sha256: '3eec40b4bec1027f62c67d58009f6a259d51adf1968fa3c8528665db0964b2bb',
      bytes: 410_192,
      note: 'the official fifth, gzipped',
    },
  ],
})

const TEST: SourceFile = officialFile('KDDTest+.txt', {
  urls: [`${MIRROR}KDDTest%2B.txt`],
  repacks: [
    {
      name: 'KDDTest+.txt.gz',
      sha256: '85134235201cba7a423c0523c210ddc74a498bbb660352665210e167c3ab2017',
      bytes: 373_916,
    },
  ],
})

/**
 * NSL-KDD: KDD Cup 99 without its repetitions, and with attacks in the test set that training does not show.
 *
 * `classes[0]` is `normal`. If only the official fifth of the training set is there, that is taken.
 */
export const nslKdd: DatasetSource<TrainTest<Table>> = defineSource({
  info: {
    name: 'nsl-kdd',
    title: 'NSL-KDD',
    licence: 'free to redistribute with citation',
    citation: 'Tavallaee, Bagheri, Lu, Ghorbani, A detailed analysis of the KDD CUP 99 data set, CISDA 2009',
    homepage: 'https://www.unb.ca/cic/datasets/nsl.html',
    splits: { train: 125_973, test: 22_544 },
    shape: '38 numbers and 3 words (122 numbers), label',
    files: [TRAIN, TEST],
  },
  async load(files) {
    const train = decodeText((await files.read(TRAIN)).bytes)
    const test = decodeText((await files.read(TEST)).bytes)
    return readTables(
      { train, test },
      {
        set: 'nsl-kdd',
        columns: [...KDD_COLUMNS, { name: 'difficulty', kind: 'skip' }],
        firstClasses: ['normal'],
      },
    )
  },
})
