import { AeError, requireChoice, show } from '@ae/core'
import { parseNpz } from '../formats/parse-npz'
import { ADBENCH_FILES, ADBENCH_NAMES, type AdbenchName } from './adbench-files'
import type { DatasetSource } from './dataset-source'
import { defineSource } from './define-source'
import type { Undivided } from './splits'
import { type Table, tableOf } from './table'

/** Options of {@link adbench}. */
export interface AdbenchOptions {
  /** Which of the 47 sets. */
  readonly set: AdbenchName
}

/**
 * ADBench "Classical": 47 sets for finding anomalies in tables. `classes` are `normal` and `anomaly`.
 *
 * @example
 * const { all } = await adbench({ set: 'cardio' })
 */
export const adbench: DatasetSource<Undivided<Table>, AdbenchOptions> = defineSource({
  info: {
    name: 'adbench',
    title: 'ADBench, classical sets',
    licence: 'BSD-2-Clause; the sets themselves mostly CC BY 4.0',
    citation: 'Han, Hu, Huang, Jiang, Zhao, ADBench: Anomaly Detection Benchmark, NeurIPS 2022',
    homepage: 'https://github.com/Minqi824/ADBench',
    splits: {},
    shape: 'numbers, label',
    files: ADBENCH_FILES,
  },
  options: ['set'],
  async load(files, { set }) {
    const place = ADBENCH_NAMES.indexOf(requireChoice('adbench', 'set', set, ADBENCH_NAMES))
    const file = ADBENCH_FILES[place] ?? { name: set, urls: [], accepted: [] }
    const arrays = parseNpz((await files.read(file)).bytes)
    const rows = arrays.get('X')
    const labels = arrays.get('y')
    const [count = 0, width = 0] = rows?.shape ?? []
    if (rows?.shape.length !== 2 || labels?.data.length !== count) {
      throw new AeError(
        'data',
        `adbench: expected X [N, D] and y [N] in '${file.name}'. Received: ${show(rows?.shape)} and ${show(labels?.shape)}.`,
      )
    }
    const features = Array.from({ length: width }, (_, column) => ({
      kind: 'number' as const,
      name: `x${column}`,
      values: Float32Array.from({ length: count }, (_, row) => Number(rows.data[row * width + column])),
    }))
    const codes = Int32Array.from({ length: count }, (_, row) => Number(labels.data[row]))
    return { all: tableOf(features, codes, ['normal', 'anomaly']) }
  },
})
