import type { DatasetSource } from './dataset-source'
import { decodeText } from './decode-text'
import { defineSource } from './define-source'
import { officialFile } from './official-file'
import { type ColumnSchema, readTables } from './read-table'
import type { SourceFile } from './source-file'
import type { Undivided } from './splits'
import type { Table } from './table'

const FILE: SourceFile = officialFile('creditcard.csv', {
  urls: ['https://storage.googleapis.com/download.tensorflow.org/data/creditcard.csv'],
  // As several independent users of the Kaggle file report it.
  sha256: '76274b691b16a6c49d3f159c883398e03ccd6d1ee12d9d8ee38f4b4b98551a89',
  bytes: 150_828_752,
})

const COLUMNS: readonly ColumnSchema[] = [
  { name: 'Time', kind: 'number' },
  ...Array.from({ length: 28 }, (_, i): ColumnSchema => ({ name: `V${i + 1}`, kind: 'number' })),
  { name: 'Amount', kind: 'number' },
  { name: 'Class', kind: 'label' },
]

/** Card payments of two days in 2013, 492 of them fraud; principal components, amount and time. */
export const creditCardFraud: DatasetSource<Undivided<Table>> = defineSource({
  info: {
    name: 'credit-card-fraud',
    title: 'Credit card fraud detection (ULB)',
    licence: 'ODbL 1.0, contents DbCL 1.0',
    citation:
      'Dal Pozzolo, Caelen, Johnson, Bontempi, Calibrating Probability with Undersampling for Unbalanced Classification, CIDM 2015',
    homepage: 'https://www.kaggle.com/datasets/mlg-ulb/creditcardfraud',
    splits: { all: 284_807 },
    shape: '30 numbers, label',
    files: [FILE],
  },
  async load(files) {
    const all = decodeText((await files.read(FILE)).bytes)
    return readTables(
      { all },
      {
        set: 'credit-card-fraud',
        columns: COLUMNS,
        header: true,
        firstClasses: ['genuine', 'fraud'],
        clean: (cells) => [...cells.slice(0, -1), cells.at(-1) === '0' ? 'genuine' : 'fraud'],
      },
    )
  },
})
