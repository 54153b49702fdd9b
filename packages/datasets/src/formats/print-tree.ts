import { AeError, show } from '@ae/core'
import type { Tree } from './tree'

const CLOSING = Symbol('closing')

/**
 * Writes a tree in brackets, on one line: what {@link parseTrees} reads back.
 *
 * *Throws*: AeError `data` for a label or a word with brackets or white space in it, or an empty word.
 *
 * @example
 * printTree({ label: 'NP', children: [{ label: 'NN', children: ['tea'] }] }) // '(NP (NN tea))'
 */
export function printTree(tree: Tree): string {
  let text = ''
  // What is still to be written, the next thing last; no recursion, so that depth costs no stack.
  const stack: (Tree | string | typeof CLOSING)[] = [tree]
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    if (next === CLOSING) {
      text += ')'
    } else if (typeof next === 'string') {
      text += ` ${requireWord(next, 'word')}`
    } else {
      text += `${text === '' ? '' : ' '}(${next.label === '' ? '' : requireWord(next.label, 'label')}`
      stack.push(CLOSING)
      for (let i = next.children.length - 1; i >= 0; i--) stack.push(next.children[i] ?? '')
    }
  }
  return text
}

function requireWord(word: string, what: string): string {
  if (/^[^\s()]+$/.test(word)) return word
  throw new AeError(
    'data',
    `printTree: expected a ${what} without brackets and white space. Received: ${show(word)}.`,
    { hint: 'the treebanks write -LRB- and -RRB- for brackets.' },
  )
}
