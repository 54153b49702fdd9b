export { browserStore } from './cache/default-store'
export type { DownloadLimits } from './cache/download-limits'
export type { Bytes, FileStore } from './cache/file-store'
export { memoryStore } from './cache/memory-store'
export type { LoadProgress } from './cache/obtain-context'
export type { ObtainedFile } from './cache/obtain-file'
export { audioFolder, type RecordingFile } from './folders/audio-folder'
export { type CsvOptions, csv } from './folders/csv'
export {
  type DecodedImage,
  type FolderImages,
  type ImageFolderOptions,
  imageFolder,
} from './folders/image-folder'
export { conllu, jsonLines, trees } from './folders/text-files'
export type { ConlluSentence, ConlluToken } from './formats/conllu-sentence'
export type { Tree } from './formats/tree'
export { type ImageSplit, type ImageSplitParts, imageSplit, type LabelledImages } from './image-split'
export { type AdbenchOptions, adbench } from './sources/adbench'
export { ADBENCH_NAMES, type AdbenchName } from './sources/adbench-files'
export { type AdvisingOptions, advising, type QuestionQuery, type QuestionSplits } from './sources/advising'
export { breastCancerDiagnostic, breastCancerOriginal } from './sources/breast-cancer'
export { cifar10 } from './sources/cifar10'
export { creditCardFraud } from './sources/credit-card-fraud'
export type { DatasetSource, NoOptions, SourceArguments } from './sources/dataset-source'
export {
  defineSource,
  type SourceDefinition,
  type SourceDescription,
  type SourceReader,
} from './sources/define-source'
export { type CodeSplits, type DescribedCode, django } from './sources/django'
export { fashionMnist } from './sources/fashion-mnist'
export { gumTrees, type TreeSplits } from './sources/gum-trees'
export type { ImageSet } from './sources/image-set'
export { kddCup99 } from './sources/kdd-cup-99'
export { kmnist } from './sources/kmnist'
export { kodak } from './sources/kodak'
export type { LoadOptions } from './sources/load-options'
export { mnist } from './sources/mnist'
export { type LabelledSeries, type NabOptions, nab, type TimeWindow } from './sources/nab'
export { nslKdd } from './sources/nsl-kdd'
export { type OfficialFile, officialFile } from './sources/official-file'
export { type OmniglotDrawings, type OmniglotOptions, type OmniglotPart, omniglot } from './sources/omniglot'
export type { Photograph } from './sources/photograph'
export type { Recording } from './sources/recording'
export { type SummarizedText, type SummarySplits, sciTldr } from './sources/sci-tldr'
export type { AcceptedFile, SourceFile } from './sources/source-file'
export type { SourceInfo } from './sources/source-info'
export type { TrainTest, Undivided } from './sources/splits'
export { type SpokenDigit, spokenDigits } from './sources/spoken-digits'
export type { CategoryFeature, LabelledRow, NumberFeature, Table, TableFeature } from './sources/table'
export { type ConlluSplits, udEnglishEwt } from './sources/ud-english-ewt'
export { type DeadLeaves, type DeadLeavesOptions, deadLeaves } from './synthetic/dead-leaves/dead-leaves'
export {
  type SyntheticDigits,
  type SyntheticDigitsOptions,
  syntheticDigits,
} from './synthetic/digits/synthetic-digits'
export { bracketed, type SyntaxTree, wordsOf } from './synthetic/sentences/syntax-tree'
export {
  type SyntheticSentence,
  type SyntheticSentences,
  type SyntheticSentencesOptions,
  syntheticSentences,
} from './synthetic/sentences/synthetic-sentences'
export {
  SHAPE_FACTOR_SIZES,
  SHAPE_FACTORS,
  SHAPE_NAMES,
  type ShapeFactor,
  type ShapeFactors,
} from './synthetic/shapes/shape-factors'
export type { LabelledShapes } from './synthetic/shapes/shape-images'
export {
  type SyntheticShapes,
  type SyntheticShapesOptions,
  syntheticShapes,
} from './synthetic/shapes/synthetic-shapes'
export type { Speaker } from './synthetic/syllables/speaker'
export {
  type LabelledSyllables,
  type SyntheticSyllables,
  type SyntheticSyllablesOptions,
  syntheticSyllables,
} from './synthetic/syllables/synthetic-syllables'
export {
  type SyntheticTransactions,
  type SyntheticTransactionsOptions,
  syntheticTransactions,
} from './synthetic/transactions/synthetic-transactions'
export {
  TRANSACTION_COLUMNS,
  TRANSACTION_KINDS,
  type TransactionColumn,
  type TransactionKind,
} from './synthetic/transactions/transaction-columns'
export type { LabelledTransactions, TransactionSplit } from './synthetic/transactions/transaction-split'
