/** A file of the user's, wherever it lies. */
export interface NamedFile {
  /** Its name, with the folders above it as far as they are known: `cats/tom.png`. */
  readonly name: string
  /** What is in it. */
  bytes(): Promise<Uint8Array<ArrayBuffer>>
}

/** A file that a page was given: by `<input type="file">`, by dropping, by `fetch` and `blob()`. */
export function fileOf(file: Blob): NamedFile {
  const known = file as Blob & { readonly name?: string; readonly webkitRelativePath?: string }
  const path = known.webkitRelativePath
  return {
    name: (path === undefined || path === '' ? known.name : path) ?? 'file',
    bytes: async () => new Uint8Array(await file.arrayBuffer()),
  }
}

/** Name of the folder a file lies in directly, else `unlabelled`. */
export function folderNameOf(name: string): string {
  return name.split('/').at(-2) ?? 'unlabelled'
}

/** Name of a file without folders and ending. */
export function stemOf(name: string): string {
  return (name.split('/').at(-1) ?? name).replace(/\.[^.]+$/, '')
}
