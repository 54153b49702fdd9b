import { AeError } from '@ae/core'
import type { SourceFile } from '../sources/source-file'
import type { DownloadLimits } from './download-limits'
import type { FileStore } from './file-store'

/** News of a download. */
export interface LoadProgress {
  /** Name of the file. */
  readonly file: string
  /** Bytes received so far. */
  readonly received: number
  /** Bytes of the whole file, where the server says so. */
  readonly total?: number
}

/** Whose file is wanted, and the means to get it. */
export interface ObtainContext {
  /** Name of the data set: the first word of every message. */
  readonly set: string
  /** Folders of the store in which the set's files may lie; downloads go to the first. */
  readonly folders: readonly string[]
  /** Where files are kept. */
  readonly store: FileStore
  /** No downloads? */
  readonly offline: boolean
  /** How patient downloads are. */
  readonly limits: Required<DownloadLimits>
  /** The `fetch` to use. */
  readonly fetch: typeof fetch
  /** Told how downloads go. */
  readonly onProgress: ((event: LoadProgress) => void) | undefined
  /** Stops the loading. */
  readonly signal: AbortSignal | undefined
}

/** Throws if the caller has given up. */
export function requireNotAborted({ set, signal }: Pick<ObtainContext, 'set' | 'signal'>): void {
  if (signal?.aborted !== true) return
  throw new AeError('state', `${set}: loading was aborted.`, {
    hint: 'what was downloaded is kept; the next call goes on from there.',
    cause: signal.reason,
  })
}

/** The error for a file that is not there and may or can not be downloaded. */
export function missing(file: SourceFile, context: ObtainContext): AeError {
  const why = context.offline ? ' (offline)' : file.urls.length === 0 ? ' (it has no direct download)' : ''
  return new AeError(
    'data',
    `${context.set}: expected the file '${file.name}' in ${placeOf(context)}. Received: no such file${why}.`,
    { hint: howToGet(file, context) },
  )
}

/** How a user can get a file by hand, as a hint. */
export function howToGet(file: SourceFile, context: ObtainContext): string {
  const others = new Set(file.accepted.flatMap(({ name }) => (name === file.name ? [] : [`'${name}'`])))
  const from = file.urls[0] === undefined ? '' : ` from ${file.urls[0]}`
  const or = others.size === 0 ? '' : ` (or have ${[...others].join(' or ')})`
  return (
    `get '${file.name}'${from}${or} and put it into ${placeOf(context)}, ` +
    'or name your own folder with `dataDir` or AE_DATA_DIR.'
  )
}

function placeOf({ store, folders, set }: ObtainContext): string {
  return `${store.location}/${folders[0] ?? set}`
}
