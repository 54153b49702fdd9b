import { AeError } from '@ae/core'
import type { BinaryTree, Span } from './binary-tree'

/** A constituent of a treebank's tree: the trees of `@ae/datasets`. */
export interface Constituent {
  /** Its category, `NP` or `VBZ`. */
  readonly label: string
  /** What it is made of: constituents, and words as text. */
  readonly children: readonly (Constituent | string)[]
}

/** A sentence and its tree without labels. */
export interface UnlabelledTree {
  /** Its words, left to right. */
  readonly words: readonly string[]
  /** Over the places of the words. */
  readonly tree: BinaryTree
}

/** Options of {@link binarize}. */
export interface BinarizeOptions {
  /** Whether a word, with the label right above it, is part of the sentence. Default: all but traces (`-NONE-`). */
  readonly keep?: (word: string, label: string) => boolean
}

/**
 * A treebank's tree as a binary one without labels: chains become one node, and a node of three parts or more has them to
 * its right, `(a b c)` as `[a, [b, c]]`, which a parser closes by as many reductions as it has parts but one.
 *
 * @returns `undefined` where no word is kept
 * @throws AeError `data` for a constituent without children
 * @see Kim et al. 2019, Unsupervised Recurrent Neural Network Grammars, §3, arXiv:1904.03746
 */
export function binarize(tree: Constituent, options: BinarizeOptions = {}): UnlabelledTree | undefined {
  const { keep = isNoTrace } = options
  const words: string[] = []
  const visit = (node: Constituent): BinaryTree | undefined => {
    if (node.children.length === 0)
      throw new AeError(
        'data',
        `binarize: expected a constituent with children. Received: '${node.label}' without.`,
      )
    const parts: BinaryTree[] = []
    for (const child of node.children) {
      if (typeof child === 'string') {
        if (keep(child, node.label)) parts.push(words.push(child) - 1)
      } else {
        const part = visit(child)
        if (part !== undefined) parts.push(part)
      }
    }
    return parts.length === 0 ? undefined : parts.reduceRight((right, left) => [left, right])
  }
  const binary = visit(tree)
  return binary === undefined ? undefined : { words, tree: binary }
}

/** A sentence and its constituents. */
export interface SpannedWords {
  /** Its words, left to right. */
  readonly words: readonly string[]
  /** Of all constituents of two words or more, each once. */
  readonly spans: readonly Span[]
}

/**
 * The spans that a treebank's tree has of itself, before it is made binary: what parsers are judged by.
 *
 * @returns the words, and the spans of all constituents of two kept words or more, each once
 */
export function constituentSpans(tree: Constituent, options: BinarizeOptions = {}): SpannedWords {
  const { keep = isNoTrace } = options
  const words: string[] = []
  const spans = new Map<string, { start: number; end: number }>()
  const visit = (node: Constituent): void => {
    const start = words.length
    for (const child of node.children) {
      if (typeof child !== 'string') visit(child)
      else if (keep(child, node.label)) words.push(child)
    }
    const end = words.length - 1
    if (end > start) spans.set(`${start} ${end}`, { start, end })
  }
  visit(tree)
  return { words, spans: [...spans.values()] }
}

function isNoTrace(_word: string, label: string): boolean {
  return label !== '-NONE-'
}
