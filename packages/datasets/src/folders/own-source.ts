import { AeError } from '@ae/core'
import type { DatasetSource } from '../sources/dataset-source'
import { defineSource } from '../sources/define-source'
import type { Undivided } from '../sources/splits'
import type { NamedFile } from './named-file'

/** Where the user's files come from; asked when the source is called, not before. */
export type FileLister = () => Promise<readonly NamedFile[]>

/** Makes a source out of the user's own files: nothing is downloaded, nothing cached. */
export function ownSource<T>(
  name: string,
  shape: string,
  load: () => Promise<T>,
): DatasetSource<Undivided<T>> {
  return defineSource({
    info: {
      name,
      title: 'your own files',
      licence: 'yours',
      citation: '',
      homepage: '',
      splits: {},
      shape,
      files: [],
    },
    load: async () => ({ all: await load() }),
  })
}

/** The files whose names match, sorted by name. */
export async function filesNamed(
  subject: string,
  list: FileLister,
  pattern: RegExp,
): Promise<readonly NamedFile[]> {
  const all = await list()
  const found = all.filter(({ name }) => pattern.test(name))
  if (found.length > 0) return found.sort((a, b) => (a.name < b.name ? -1 : Number(a.name > b.name)))
  throw new AeError(
    'data',
    `${subject}: expected files whose names match ${pattern}. Received: ${all.length} other files.`,
  )
}
