import type { DatasetSource } from './dataset-source'
import { decodeText } from './decode-text'
import { defineSource } from './define-source'
import { officialFile } from './official-file'
import { type ColumnSchema, readTables } from './read-table'
import type { SourceFile } from './source-file'
import type { Undivided } from './splits'
import type { Table } from './table'

const UCI = 'https://archive.ics.uci.edu/ml/machine-learning-databases/breast-cancer-wisconsin/'
const CLASSES = ['benign', 'malignant']

const WDBC: SourceFile = officialFile('wdbc.data', {
  urls: [`${UCI}wdbc.data`],
  sha256: 'd606af411f3e5be8a317a5a8b652b425aaf0ff38ca683d5327ffff94c3695f4a',
  bytes: 124_103,
})

const MEASURES =
  'radius texture perimeter area smoothness compactness concavity concave_points symmetry fractal_dimension'

const WDBC_COLUMNS: readonly ColumnSchema[] = [
  { name: 'id', kind: 'skip' },
  { name: 'diagnosis', kind: 'label' },
  ...['mean', 'error', 'worst'].flatMap((statistic) =>
    MEASURES.split(' ').map((measure): ColumnSchema => ({ name: `${measure}_${statistic}`, kind: 'number' })),
  ),
]

/** Wisconsin Diagnostic Breast Cancer: 30 measures of cell nuclei in 569 images, benign or malignant. */
export const breastCancerDiagnostic: DatasetSource<Undivided<Table>> = defineSource({
  info: {
    name: 'wdbc',
    title: 'Breast Cancer Wisconsin (Diagnostic)',
    licence: 'CC BY 4.0',
    citation: 'Wolberg, Mangasarian, Street, Breast Cancer Wisconsin (Diagnostic), UCI, 1995',
    homepage: 'https://archive.ics.uci.edu/dataset/17/breast+cancer+wisconsin+diagnostic',
    splits: { all: 569 },
    shape: '30 numbers, label',
    files: [WDBC],
  },
  async load(files) {
    const all = decodeText((await files.read(WDBC)).bytes)
    return readTables(
      { all },
      {
        set: 'wdbc',
        columns: WDBC_COLUMNS,
        firstClasses: CLASSES,
        clean: ([id = '', diagnosis, ...rest]) => [id, diagnosis === 'M' ? 'malignant' : 'benign', ...rest],
      },
    )
  },
})

const ORIGINAL: SourceFile = officialFile('breast-cancer-wisconsin.data', {
  urls: [`${UCI}breast-cancer-wisconsin.data`],
})

const GRADES =
  'clump_thickness cell_size_uniformity cell_shape_uniformity marginal_adhesion epithelial_cell_size ' +
  'bare_nuclei bland_chromatin normal_nucleoli mitoses'

/** Wisconsin Breast Cancer, original: nine grades from 1 to 10. The 16 of 699 rows with a missing one are left out. */
export const breastCancerOriginal: DatasetSource<Undivided<Table>> = defineSource({
  info: {
    name: 'wbc',
    title: 'Breast Cancer Wisconsin (Original)',
    licence: 'CC BY 4.0',
    citation: 'Wolberg, Mangasarian, Multisurface method of pattern separation, PNAS 87, 1990',
    homepage: 'https://archive.ics.uci.edu/dataset/15/breast+cancer+wisconsin+original',
    splits: { all: 683 },
    shape: '9 numbers, label',
    files: [ORIGINAL],
  },
  async load(files) {
    const all = decodeText((await files.read(ORIGINAL)).bytes)
    return readTables(
      { all },
      {
        set: 'wbc',
        columns: [
          { name: 'id', kind: 'skip' },
          ...GRADES.split(' ').map((name): ColumnSchema => ({ name, kind: 'number' })),
          { name: 'class', kind: 'label' },
        ],
        firstClasses: CLASSES,
        clean: (cells) =>
          cells.includes('?')
            ? undefined
            : [...cells.slice(0, -1), cells.at(-1) === '4' ? 'malignant' : 'benign'],
      },
    )
  },
})
