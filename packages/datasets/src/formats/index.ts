export { CIFAR_RECORD_BYTES, type CifarBatch, cifarBatch } from './cifar-batch'
export type {
  ConlluEmptyNode,
  ConlluFields,
  ConlluRange,
  ConlluSentence,
  ConlluToken,
} from './conllu-sentence'
export { gunzip, type UnpackOptions } from './gunzip'
export { MAX_UNPACKED_BYTES } from './inflate'
export type { BigNumberArray, BigNumberName, NumberArray, NumberName } from './number-type'
export { numericColumns } from './numeric-columns'
export { parseConllu } from './parse-conllu'
export { type Csv, type ParseCsvOptions, parseCsv } from './parse-csv'
export { type IdxArray, parseIdx } from './parse-idx'
export { parseJsonLines } from './parse-json-lines'
export { type NpyArray, type NpyDtype, parseNpy } from './parse-npy'
export { parseNpz } from './parse-npz'
export { MAX_PNG_PIXELS, type ParsePngOptions, type PngImage, parsePng } from './parse-png'
export { MAX_TREE_DEPTH, type ParseTreesOptions, parseTrees } from './parse-trees'
export { printTree } from './print-tree'
export type { Tree } from './tree'
export { untar } from './untar'
export { unzip } from './unzip'
