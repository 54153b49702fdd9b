import type { SourceFile } from './source-file'

/** What is known of a data set before any of it is loaded. */
export interface SourceInfo {
  /** Short name; the first words of messages. */
  readonly name: string
  /** Full name. */
  readonly title: string
  /** Under which terms it may be used. */
  readonly licence: string
  /** The publication to cite. */
  readonly citation: string
  /** Where it comes from. */
  readonly homepage: string
  /** Rows or items of each split. */
  readonly splits: Readonly<Record<string, number>>
  /** What one row or item is, in words. */
  readonly shape: string
  /** Folders of the store in which its files may lie; downloads go to the first. */
  readonly folders: readonly string[]
  /** The files it is read from. */
  readonly files: readonly SourceFile[]
  /** Is the checksum of every official file known? If not, the first that is seen is recorded and held to. */
  readonly verified: boolean
}
