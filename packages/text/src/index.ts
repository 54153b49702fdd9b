export { type GumbelSoftmaxOptions, gumbelSoftmax } from './estimators/gumbel-softmax'
export { leaveOneOut, scoreFunction, selfCritical } from './estimators/score-function'
export { NgramModel, type NgramOptions } from './language-model/ngram-model'
export { type MaskedTokens, type MaskTokensOptions, maskTokens } from './masking/mask-tokens'
export { type BracketPair, type BracketScores, bracketScores } from './metrics/bracket-scores'
export { type Rouge, type RougeOptions, type RougeScore, rouge } from './metrics/rouge'
export {
  MaskedLM,
  type MaskedLMConfig,
  type MaskedLMScores,
  type ResolvedMaskedLMConfig,
} from './models/masked-lm'
export { bestTrees } from './span-crf/best-trees'
export { type InsideResult, inside } from './span-crf/inside'
export { type SampleTreesOptions, sampleTrees } from './span-crf/sample-trees'
export { treeScores } from './span-crf/tree-scores'
export { type BytePairMerge, BytePairs } from './tokens/byte-pairs'
export { splitWords } from './tokens/split-words'
export { type TokenRowsOptions, tokenRows } from './tokens/token-rows'
export { SPECIAL_TOKENS, Vocabulary, type VocabularyOptions } from './tokens/vocabulary'
export {
  type BinarizeOptions,
  binarize,
  type Constituent,
  constituentSpans,
  type SpannedWords,
  type UnlabelledTree,
} from './trees/binarize'
export {
  type BinaryTree,
  leftBranching,
  randomTree,
  rightBranching,
  type Span,
  type TreeAction,
  treeActions,
  treeFromActions,
  treeFromSpans,
  treeSpans,
} from './trees/binary-tree'
