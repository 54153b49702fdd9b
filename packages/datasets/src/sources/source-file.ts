/** One way a file of a data set may lie in the cache: the official file, or a repack of it. */
export interface AcceptedFile {
  /** Its name within the set's folder. */
  readonly name: string
  /** SHA-256 in hexadecimal digits, if somebody checked it. */
  readonly sha256?: string
  /** Its length. */
  readonly bytes?: number
  /** How it differs from the official file. */
  readonly note?: string
}

/** One file that a data set is read from. */
export interface SourceFile {
  /** Name of the official file; what a download is saved as. */
  readonly name: string
  /** Where it can be had, in the order to try; empty if there is no direct download. */
  readonly urls: readonly string[]
  /** What is taken for it if it is there, best first; the official file itself comes first. */
  readonly accepted: readonly AcceptedFile[]
}
