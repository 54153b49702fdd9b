import type { ConlluSentence } from '../formats/conllu-sentence'
import { parseConllu } from '../formats/parse-conllu'
import { parseJsonLines } from '../formats/parse-json-lines'
import { parseTrees } from '../formats/parse-trees'
import type { Tree } from '../formats/tree'
import type { DatasetSource } from '../sources/dataset-source'
import { decodeText } from '../sources/decode-text'
import type { Undivided } from '../sources/splits'
import { fileOf, type NamedFile } from './named-file'
import { ownSource } from './own-source'

/** Your own JSON values, one a line; the file may be gzipped. */
export function jsonLines(file: Blob): DatasetSource<Undivided<readonly unknown[]>> {
  return jsonLinesSource(fileOf(file))
}

/** Your own Penn-style trees, bracketed; the file may be gzipped. */
export function trees(file: Blob): DatasetSource<Undivided<readonly Tree[]>> {
  return treesSource(fileOf(file))
}

/** Your own sentences in CoNLL-U; the file may be gzipped. */
export function conllu(file: Blob): DatasetSource<Undivided<readonly ConlluSentence[]>> {
  return conlluSource(fileOf(file))
}

/** A source of the JSON values in a file. */
export function jsonLinesSource(file: NamedFile): DatasetSource<Undivided<readonly unknown[]>> {
  return textSource('jsonLines', 'JSON value', file, parseJsonLines)
}

/** A source of the trees in a file. */
export function treesSource(file: NamedFile): DatasetSource<Undivided<readonly Tree[]>> {
  return textSource('trees', 'tree', file, parseTrees)
}

/** A source of the sentences in a file. */
export function conlluSource(file: NamedFile): DatasetSource<Undivided<readonly ConlluSentence[]>> {
  return textSource('conllu', 'sentence of tokens', file, parseConllu)
}

function textSource<T>(
  name: string,
  shape: string,
  file: NamedFile,
  parse: (text: string) => T,
): DatasetSource<Undivided<T>> {
  return ownSource(name, shape, async () => parse(decodeText(await file.bytes())))
}
