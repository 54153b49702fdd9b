import { AeError, requireKnownOptions, requirePositiveInteger } from '@ae/core'
import { decodeUtf8 } from './decode-utf8'
import type { Tree } from './tree'

/** Deepest nesting that {@link parseTrees} takes by default, far beyond any sentence; code that recurses into a tree of this depth is safe. */
export const MAX_TREE_DEPTH = 500

/** Options of {@link parseTrees}. */
export interface ParseTreesOptions {
  /** Deepest nesting that is taken. Default: 500. */
  readonly maxDepth?: number
}

interface OpenTree {
  readonly label: string
  readonly children: (Tree | string)[]
}

const SUBJECT = 'parseTrees'
/** A bracket, or a run of anything but brackets and white space. */
const TOKEN = /[()]|[^\s()]+/g

/**
 * Reads bracketed trees of the Penn Treebank, any number of them, over as many lines as they like.
 *
 * Works without recursion, so that no input exhausts the stack.
 *
 * *Throws*: AeError `data` for a bracket too many or too few, a word outside of a tree, or nesting past `maxDepth`.
 *
 * @example
 * parseTrees('(S (NP (PRP it)) (VP (VBZ works)))')[0]?.label // 'S'
 */
export function parseTrees(input: string | Uint8Array, options: ParseTreesOptions = {}): Tree[] {
  requireKnownOptions(SUBJECT, options, ['maxDepth'])
  const maxDepth = requirePositiveInteger(SUBJECT, 'maxDepth', options.maxDepth ?? MAX_TREE_DEPTH)
  const text = decodeUtf8(SUBJECT, input)
  const trees: Tree[] = []
  const open: OpenTree[] = []
  const tokens = text.matchAll(TOKEN)
  let justOpened = false
  for (const { 0: token, index } of tokens) {
    const parent = open.at(-1)
    if (token === '(') {
      if (open.length === maxDepth)
        throw mistake(text, index, `at most ${maxDepth} open brackets`, 'one more')
      const tree = { label: labelAfter(text, index + 1), children: [] }
      if (parent === undefined) trees.push(tree)
      else parent.children.push(tree)
      open.push(tree)
      justOpened = tree.label !== ''
    } else if (parent === undefined) {
      throw mistake(text, index, "'('", `'${token.slice(0, 40)}'`)
    } else if (token === ')') {
      open.pop()
      justOpened = false
    } else {
      if (!justOpened) parent.children.push(token)
      justOpened = false
    }
  }
  if (open.length > 0) throw mistake(text, text.length, `${open.length} closing brackets`, 'the end')
  return trees
}

/** The label follows its bracket at once; after white space comes a child. */
function labelAfter(text: string, start: number): string {
  const label = /[^\s()]*/y
  label.lastIndex = start
  return label.exec(text)?.[0] ?? ''
}

function mistake(text: string, index: number, expected: string, received: string): AeError {
  const line = text.slice(0, index).split('\n').length
  return new AeError(
    'data',
    `${SUBJECT}: at character ${index} (line ${line}), expected ${expected}. Received: ${received}.`,
  )
}
