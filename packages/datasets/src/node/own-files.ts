import { audioSource, type RecordingFile } from '../folders/audio-folder'
import { type CsvOptions, csvSource } from '../folders/csv'
import { type FolderImages, type ImageFolderOptions, imageSource } from '../folders/image-folder'
import { conlluSource, jsonLinesSource, treesSource } from '../folders/text-files'
import type { ConlluSentence } from '../formats/conllu-sentence'
import type { Tree } from '../formats/tree'
import type { DatasetSource } from '../sources/dataset-source'
import type { Undivided } from '../sources/splits'
import type { Table } from '../sources/table'
import { fileAt, filesIn } from './local-files'

/**
 * Your own images: the folder that a file lies in is its class. They are read one batch at a time.
 *
 * @example
 * const { all } = await imageFolder('photos', { size: [64, 64], channels: 3 })()
 */
export function imageFolder(
  folder: string,
  options: ImageFolderOptions = {},
): DatasetSource<Undivided<FolderImages>> {
  return imageSource(async () => filesIn(folder), options)
}

/** Your own recordings, WAV: the folder that a file lies in is its label. */
export function audioFolder(folder: string): DatasetSource<Undivided<readonly RecordingFile[]>> {
  return audioSource(async () => filesIn(folder))
}

/**
 * Your own table out of a CSV file, which may be gzipped.
 *
 * @example
 * const { all } = await csv('payments.csv', { label: 'Class' })()
 */
export function csv(path: string, options: CsvOptions = {}): DatasetSource<Undivided<Table>> {
  return csvSource(fileAt(path), options)
}

/** Your own JSON values, one a line; the file may be gzipped. */
export function jsonLines(path: string): DatasetSource<Undivided<readonly unknown[]>> {
  return jsonLinesSource(fileAt(path))
}

/** Your own Penn-style trees, bracketed; the file may be gzipped. */
export function trees(path: string): DatasetSource<Undivided<readonly Tree[]>> {
  return treesSource(fileAt(path))
}

/** Your own sentences in CoNLL-U; the file may be gzipped. */
export function conllu(path: string): DatasetSource<Undivided<readonly ConlluSentence[]>> {
  return conlluSource(fileAt(path))
}
