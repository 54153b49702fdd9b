/** A constituent of a Penn tree. */
export interface Tree {
  /** Its category, `NP` or `VBZ`; empty for the bracket that some treebanks put round a sentence. */
  readonly label: string
  /** What it is made of: constituents, and words as text. */
  readonly children: readonly (Tree | string)[]
}
