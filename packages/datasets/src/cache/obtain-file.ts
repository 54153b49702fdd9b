import type { SourceFile } from '../sources/source-file'
import { checkBytes } from './check-bytes'
import { claim } from './claim'
import { downloadFile } from './download-file'
import type { Bytes } from './file-store'
import { missing, type ObtainContext, requireNotAborted } from './obtain-context'
import { oneAtATime } from './one-at-a-time'

/** A file that was found or fetched, and checked. */
export interface ObtainedFile {
  /** Which of the accepted files it is. */
  readonly name: string
  /** What is in it. */
  readonly bytes: Bytes
}

/**
 * The bytes of a file, from the store if it is there.
 *
 * @throws AeError `data` if there is a file but not the right one
 */
export async function findFile(file: SourceFile, context: ObtainContext): Promise<ObtainedFile | undefined> {
  const { folders, store } = context
  for (const name of new Set(file.accepted.map((accepted) => accepted.name))) {
    const accepted = file.accepted.filter((version) => version.name === name)
    for (const folder of [...folders, undefined]) {
      const path = folder === undefined ? name : `${folder}/${name}`
      const bytes = await store.read(path)
      if (bytes === undefined) continue
      await checkBytes({ accepted, path, bytes, context })
      return { name, bytes }
    }
  }
  return undefined
}

/**
 * The bytes of a file, from the store, else from the first address that gives it.
 *
 * @throws AeError `data` if it cannot be had or is not what it should be; `state` if it was aborted
 */
export async function obtainFile(file: SourceFile, context: ObtainContext): Promise<ObtainedFile> {
  requireNotAborted(context)
  const found = await findFile(file, context)
  if (found !== undefined) return found
  if (context.offline || file.urls.length === 0) throw missing(file, context)
  const { store } = context
  const target = `${context.folders[0] ?? context.set}/${file.name}`
  // Two calls for the same file: the second finds what the first brought.
  return oneAtATime(`${store.location}\n${target}`, async () => {
    const release = await claim(`${target}.lock`, `${target}.part`, context)
    try {
      return (
        (await findFile(file, context)) ?? {
          name: file.name,
          bytes: await downloadFile(file, target, context),
        }
      )
    } finally {
      await release()
    }
  })
}
