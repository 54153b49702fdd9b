import { AeError, show } from '@ae/core'
import { gunzip } from '../formats/gunzip'
import { untar } from '../formats/untar'
import { parseJson } from './checked-json'
import type { DatasetSource } from './dataset-source'
import { decodeText, linesOf } from './decode-text'
import { defineSource, type SourceReader } from './define-source'
import { officialFile } from './official-file'
import type { SourceFile } from './source-file'
import type { Undivided } from './splits'

/** A time series and where something is wrong with it. */
export interface LabelledSeries {
  /** Its name: `nyc_taxi`. */
  readonly name: string
  /** What it is about: `realKnownCause`. */
  readonly group: string
  /** When each value was measured. Unit: milliseconds since 1970, as if the clock showed UTC. */
  readonly times: Float64Array
  /** The values. */
  readonly values: Float32Array
  /** 1 within a window around an anomaly, else 0. */
  readonly labels: Uint8Array
  /** When the anomalies were. Unit: as `times`. */
  readonly anomalies: readonly number[]
  /** Windows around anomalies, in which finding one counts. Unit: as `times`. */
  readonly windows: readonly TimeWindow[]
}

/** A stretch of time, both ends within. */
export interface TimeWindow {
  /** When it begins. */
  readonly start: number
  /** When it ends. */
  readonly end: number
}

const ROOT = 'https://raw.githubusercontent.com/numenta/NAB/ea702d75cc2258d9d7dd35ca8e5e2539d71f3140/'

const ARCHIVE: SourceFile = {
  name: 'nab.tar.gz',
  urls: [],
  accepted: [
    {
      name: 'nab.tar.gz',
      sha256: 'b174f7aff65e80a103a43e334a77355d3fd5d65a686d044188040f0bc59a42d4',
      bytes: 1_553_963,
      note: 'data and labels of 45 series in one file',
    },
  ],
}
const WINDOWS: SourceFile = fileAt('labels/combined_windows.json')
const LABELS: SourceFile = fileAt('labels/combined_labels.json')

/** Options of {@link nab}. */
export interface NabOptions {
  /** Which series: `realKnownCause/nyc_taxi`. Default: all. */
  readonly series?: readonly string[]
}

/**
 * Numenta Anomaly Benchmark: time series of machines, traffic, advertisements and news, with anomalies.
 *
 * If the archive `nab.tar.gz` is there, its 45 series are taken; otherwise all 58 are downloaded one by one.
 */
export const nab: DatasetSource<Undivided<readonly LabelledSeries[]>, NabOptions> = defineSource({
  info: {
    name: 'nab',
    title: 'Numenta Anomaly Benchmark',
    licence: 'MIT',
    citation:
      'Ahmad, Lavin, Purdy, Agha, Unsupervised real-time anomaly detection for streaming data, Neurocomputing 262, 2017',
    homepage: 'https://github.com/numenta/NAB',
    splits: { all: 58 },
    shape: 'times, values, labels of 1 127 to 22 695 points',
    files: [WINDOWS, LABELS],
  },
  options: ['series'],
  async load(files, { series }) {
    const read = await nabReader(files)
    const windows = await readJson(read, WINDOWS)
    const labels = await readJson(read, LABELS)
    const paths = series === undefined ? Object.keys(windows) : series.map((name) => `${name}.csv`)
    const all: LabelledSeries[] = []
    for (const path of paths) {
      const known = Object.hasOwn(windows, path)
      // The paths come from a downloaded file and become names in the cache and addresses.
      if (!known || !/^\w+\/[\w.-]+\.csv$/.test(path)) {
        throw new AeError('data', `nab: expected the name of a series. Received: ${show(path)}.`, {
          hint: 'names look like `realKnownCause/nyc_taxi`; `labels/combined_windows.json` lists them.',
        })
      }
      const text = decodeText(await read(fileAt(`data/${path}`)))
      all.push(labelledSeries(path, text, timesIn(labels[path]), timesIn(windows[path])))
    }
    return { all }
  },
})

function fileAt(path: string): SourceFile {
  return officialFile(path, { urls: [ROOT + path] })
}

async function nabReader(files: SourceReader): Promise<(file: SourceFile) => Promise<Uint8Array>> {
  const archive = await files.find(ARCHIVE)
  if (archive === undefined) return async (file) => (await files.read(file)).bytes
  const held = untar(gunzip(archive.bytes))
  return async (file) => {
    const bytes = held.get(file.name)
    if (bytes !== undefined) return bytes
    throw new AeError('data', `nab: expected '${file.name}' in '${archive.name}'. Received: other files.`)
  }
}

async function readJson(
  read: (file: SourceFile) => Promise<Uint8Array>,
  file: SourceFile,
): Promise<Readonly<Record<string, unknown>>> {
  const found = parseJson('nab', decodeText(await read(file)))
  if (typeof found !== 'object' || found === null) {
    throw new AeError('data', `nab: expected an object in '${file.name}'. Received: ${show(found)}.`)
  }
  return { ...found }
}

/** All times in nested lists, in order. */
function timesIn(value: unknown): number[] {
  if (typeof value === 'string') return [timeOf(value)]
  return Array.isArray(value) ? value.flatMap(timesIn) : []
}

/** `2014-07-01 00:30:00`, perhaps with a fraction, which is always zero. */
function timeOf(text: string): number {
  return Date.parse(`${text.slice(0, 10)}T${text.slice(11, 19)}Z`)
}

function labelledSeries(
  path: string,
  text: string,
  anomalies: readonly number[],
  edges: readonly number[],
): LabelledSeries {
  const [group = '', file = ''] = path.split('/')
  const cells = Array.from(linesOf(text), (line) => line.split(',')).slice(1)
  const times = Float64Array.from(cells, ([time = '']) => timeOf(time))
  const values = Float32Array.from(cells, ([, value]) => Number(value))
  const bad = cells.find((_, i) => Number.isNaN(times[i]) || Number.isNaN(values[i]))
  if (bad !== undefined) {
    throw new AeError(
      'data',
      `nab: expected lines 'time,value' in '${path}'. Received: ${show(bad.join(','))}.`,
    )
  }
  const windows = edges.flatMap((start, i) => (i % 2 === 0 ? [{ start, end: edges[i + 1] ?? start }] : []))
  const labels = Uint8Array.from(times, (time) =>
    windows.some(({ start, end }) => time >= start && time <= end) ? 1 : 0,
  )
  return { name: file.replace('.csv', ''), group, times, values, labels, anomalies, windows }
}
