import { AeError } from '@ae/core'
import type { AcceptedFile } from '../sources/source-file'
import type { Bytes } from './file-store'
import type { ObtainContext } from './obtain-context'
import { sha256Hex } from './sha256'

/** A file and what is known of it. */
export interface CheckedBytes {
  /** What it should be: one or more versions of a file of the same name. */
  readonly accepted: readonly AcceptedFile[]
  /** Its name in the store. */
  readonly path: string
  /** What is in it. */
  readonly bytes: Bytes
  /** Whose it is. */
  readonly context: Pick<ObtainContext, 'set' | 'store'>
  /** The address it was just downloaded from. */
  readonly from?: string
}

/**
 * Checks bytes against the checksum of the file they should be.
 *
 * Where nobody has published one, the first that is seen is recorded beside the file (`NAME.sha256`, as
 * `sha256sum` writes it), and later reads are held against that.
 *
 * @throws AeError `data` if they differ
 */
export async function checkBytes(file: CheckedBytes): Promise<void> {
  const { accepted, path, bytes, context, from } = file
  const { set, store } = context
  const received = await sha256Hex(bytes)
  const known = accepted.flatMap(({ sha256 }) => sha256 ?? [])
  if (known.includes(received)) return
  const recorded = isProvable(accepted) ? undefined : await recordedHash(file)
  if (recorded === undefined && !isProvable(accepted)) return record(file, received)
  if (received === recorded) return
  const expected = recorded ?? known.join(' or ')
  const what = recorded === undefined ? 'sha256' : 'the sha256 it had when it was first seen,'
  throw new AeError(
    'data',
    `${set}: expected '${path.split('/').at(-1)}' with ${what} ${expected}. Received: ${received} (${bytes.length} bytes).`,
    {
      hint:
        from === undefined
          ? `remove ${store.location}/${path}${recorded === undefined ? '' : ' and its .sha256'}, and it is downloaded again.`
          : `the download from ${from} was removed; it may have been damaged on the way, or the file there has changed.`,
    },
  )
}

/** Does the checksum of every version of a file tell whether bytes are that file? */
export function isProvable(accepted: readonly AcceptedFile[]): boolean {
  return accepted.every(({ sha256 }) => sha256 !== undefined)
}

async function recordedHash({ path, context }: CheckedBytes): Promise<string | undefined> {
  const bytes = await context.store.read(`${path}.sha256`)
  return bytes && /^[0-9a-f]{64}/.exec(new TextDecoder().decode(bytes))?.[0]
}

async function record({ path, context }: CheckedBytes, hash: string): Promise<void> {
  const line = `${hash}  ${path.split('/').at(-1)}\n`
  try {
    await context.store.write(`${path}.sha256`, new TextEncoder().encode(line))
  } catch {
    // A folder that cannot be written cannot keep a record; the file in it can be used all the same.
  }
}
