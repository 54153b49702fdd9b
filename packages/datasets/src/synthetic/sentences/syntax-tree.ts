/** A node of a sentence's tree: a phrase with its parts, or a word. */
export type SyntaxTree =
  | {
      /** `S`, `NP`, `VP`, `PP`, … as in the Penn Treebank. */
      readonly label: string
      /** Its parts from left to right. */
      readonly children: readonly SyntaxTree[]
    }
  | {
      /** Part of speech: `DT`, `NN`, `VBD`, … */
      readonly label: string
      /** The word itself. */
      readonly word: string
    }

/** The words of a tree from left to right. */
export function wordsOf(tree: SyntaxTree): readonly string[] {
  return 'word' in tree ? [tree.word] : tree.children.flatMap(wordsOf)
}

/**
 * A tree in the brackets of the Penn Treebank.
 *
 * @example
 * bracketed(tree) // '(S (NP (DT the) (NN cat)) (VP (VBD slept)))'
 */
export function bracketed(tree: SyntaxTree): string {
  return 'word' in tree
    ? `(${tree.label} ${tree.word})`
    : `(${[tree.label, ...tree.children.map(bracketed)].join(' ')})`
}
