/** Bytes that own their memory, as `fetch` and the file systems give them. */
export type Bytes = Uint8Array<ArrayBuffer>

/**
 * Where the files of data sets are kept: a folder, the browser's private files, memory.
 *
 * Names are relative and use `/`: `mnist/train-images-idx3-ubyte.gz`. A store need not check bytes;
 * whoever reads from it does.
 */
export interface FileStore {
  /** Where the files are, for messages: the folder's path, or words such as `memory`. */
  readonly location: string
  /** The bytes of a file, or `undefined` if there is none. */
  read(name: string): Promise<Bytes | undefined>
  /** Number of bytes of a file, or `undefined` if there is none. */
  size(name: string): Promise<number | undefined>
  /** Writes a file, whole or not at all: nobody ever reads half of it. */
  write(name: string, bytes: Bytes): Promise<void>
  /** Adds bytes to the end of a file and creates it if need be; how a download grows. */
  append(name: string, bytes: Bytes): Promise<void>
  /** Gives a file another name, in one step; replaces what had that name. */
  move(from: string, to: string): Promise<void>
  /** Removes a file; no error if there is none. */
  remove(name: string): Promise<void>
  /** Names of all files. */
  list(): Promise<readonly string[]>
  /**
   * Creates an empty file and says whether it was this call that did: how two processes agree on who
   * downloads. A store that only one process sees leaves it out.
   */
  create?(name: string): Promise<boolean>
}
