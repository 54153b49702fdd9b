import { AeError, type Rng, requirePositiveInteger, show } from '@ae/core'

/** A binary tree over the words of a sentence: a leaf is the place of a word, a node its two halves from left to right. */
export type BinaryTree = number | readonly [left: BinaryTree, right: BinaryTree]

/** Neighbouring words: from the place of the first to that of the last, both included. */
export interface Span {
  /** Of its first word. */
  readonly start: number
  /** Of its last word. */
  readonly end: number
}

/**
 * The spans of all nodes that have two words or more, the whole sentence among them: parts before wholes, left before
 * right. A tree over T words has T − 1.
 */
export function treeSpans(tree: BinaryTree): Span[] {
  const spans: Span[] = []
  spanOf(tree, spans)
  return spans
}

function spanOf(tree: BinaryTree, spans: Span[]): Span {
  if (typeof tree === 'number') return { start: tree, end: tree }
  const { start } = spanOf(tree[0], spans)
  const span = { start, end: spanOf(tree[1], spans).end }
  spans.push(span)
  return span
}

/**
 * The tree that has these spans, in any order. Spans of one word may be among them.
 *
 * @param words T
 * @throws AeError `data` unless they are the spans of a binary tree over T words
 */
export function treeFromSpans(spans: Iterable<Span>, words: number): BinaryTree {
  requirePositiveInteger('treeFromSpans', 'words', words)
  // The shortest come first, and find their halves built.
  const wide = [...spans].filter(({ start, end }) => end !== start)
  wide.sort((a, b) => a.end - a.start - (b.end - b.start))
  const built = Array.from({ length: words }, (_, place) => ({ tree: place as BinaryTree, end: place }))
  const startOf = Array.from({ length: words }, (_, place) => place)
  for (const { start, end } of wide) {
    const left = built[start]
    const right = left === undefined ? undefined : built[left.end + 1]
    if (
      left === undefined ||
      right === undefined ||
      startOf[left.end] !== start ||
      startOf[right.end] !== left.end + 1 ||
      right.end !== end
    ) {
      throw new AeError(
        'data',
        `treeFromSpans: expected the spans of a binary tree over ${words} words. Received: one from ${start} to ${end} that two others do not make up.`,
      )
    }
    built[start] = { tree: [left.tree, right.tree], end }
    startOf[end] = start
  }
  const [whole] = built
  if (whole !== undefined && whole.end === words - 1) return whole.tree
  throw new AeError(
    'data',
    `treeFromSpans: expected ${words - 1} spans that make up a binary tree over ${words} words. Received: ${wide.length}, without the whole.`,
  )
}

/** Each word beside all that follow it: `[0, [1, [2, 3]]]`, which English is not far from. */
export function rightBranching(words: number): BinaryTree {
  requirePositiveInteger('rightBranching', 'words', words)
  let tree: BinaryTree = words - 1
  for (let place = words - 2; place >= 0; place--) tree = [place, tree]
  return tree
}

/** Each word beside all before it: `[[[0, 1], 2], 3]`. */
export function leftBranching(words: number): BinaryTree {
  requirePositiveInteger('leftBranching', 'words', words)
  let tree: BinaryTree = 0
  for (let place = 1; place < words; place++) tree = [tree, place]
  return tree
}

/** A tree whose every node is cut at a place drawn evenly, the usual baseline; not all trees are equally likely. */
export function randomTree(words: number, rng: Rng): BinaryTree {
  requirePositiveInteger('randomTree', 'words', words)
  const grown = (start: number, end: number): BinaryTree => {
    if (start === end) return start
    const last = start + rng.integer(end - start)
    return [grown(start, last), grown(last + 1, end)]
  }
  return grown(0, words - 1)
}

/** A step of a shift-reduce parser. */
export type TreeAction = 'shift' | 'reduce'

/** How a parser builds the tree: T shifts put words on a stack, T − 1 reductions make one of the upper two. */
export function treeActions(tree: BinaryTree): TreeAction[] {
  const actions: TreeAction[] = []
  const visit = (node: BinaryTree): void => {
    if (typeof node === 'number') {
      actions.push('shift')
      return
    }
    visit(node[0])
    visit(node[1])
    actions.push('reduce')
  }
  visit(tree)
  return actions
}

/**
 * What a parser builds.
 *
 * @throws AeError `data` where fewer than two are on the stack to reduce, or not one is left
 */
export function treeFromActions(actions: Iterable<TreeAction>): BinaryTree {
  const stack: BinaryTree[] = []
  let words = 0
  for (const action of actions) {
    if (action === 'shift') {
      stack.push(words++)
      continue
    }
    const right = stack.pop()
    const left = stack.pop()
    if (action !== 'reduce' || left === undefined || right === undefined) {
      throw new AeError(
        'data',
        `treeFromActions: expected 'shift', or 'reduce' with two trees on the stack. Received: ${show(action)} after ${words} words.`,
      )
    }
    stack.push([left, right])
  }
  const [tree] = stack
  if (tree !== undefined && stack.length === 1) return tree
  throw new AeError(
    'data',
    `treeFromActions: expected one tree to be left. Received: ${stack.length} after ${words} words.`,
  )
}
