import type { Bytes, FileStore } from './file-store'
import { joinBytes } from './memory-store'

/** Written out no more often than this, since some stores copy the whole file to add to it. */
const MIN_WRITE_BYTES = 1024 ** 2

/** Where a partial file came from; what follows must come from the very same version. */
export interface PartialOrigin {
  /** The address. */
  readonly url: string
  /** A strong `ETag`, or the `Last-Modified` date; missing if the server names neither. */
  readonly validator?: string
}

/** The beginning of a file whose download is under way, kept in the store so that it can go on later. */
export interface PartialFile {
  /** Bytes received so far, those not yet written included. */
  readonly size: number
  /** Where they came from, if that is known. */
  readonly origin: PartialOrigin | undefined
  /** Forgets what there is and begins again from an origin. */
  restart(origin: PartialOrigin): Promise<void>
  /** Takes more bytes. */
  add(bytes: Uint8Array): Promise<void>
  /** Writes out what was taken. */
  flush(): Promise<void>
  /** Removes all of it. */
  discard(): Promise<void>
}

/** Opens the partial file of that name, which may not exist yet. */
export async function openPartialFile(store: FileStore, name: string): Promise<PartialFile> {
  const originName = `${name}.json`
  let written = (await store.size(name)) ?? 0
  let origin = written > 0 ? parseOrigin(await store.read(originName)) : undefined
  let waiting: Uint8Array[] = []
  let waitingBytes = 0
  const forget = (): void => {
    written = waitingBytes = 0
    waiting = []
    origin = undefined
  }
  const file: PartialFile = {
    get size() {
      return written + waitingBytes
    },
    get origin() {
      return origin
    },
    async restart(next) {
      await file.discard()
      origin = next
      await store.write(originName, encode(JSON.stringify(next)))
    },
    async add(bytes) {
      waiting.push(bytes)
      waitingBytes += bytes.length
      // Growing by a fraction keeps the copying in proportion to the file's size.
      if (waitingBytes >= Math.max(MIN_WRITE_BYTES, written / 4)) await file.flush()
    },
    async flush() {
      if (waitingBytes === 0) return
      const bytes = joinBytes(waiting)
      waiting = []
      waitingBytes = 0
      await store.append(name, bytes)
      written += bytes.length
    },
    async discard() {
      forget()
      await store.remove(name)
      await store.remove(originName)
    },
  }
  return file
}

function parseOrigin(bytes: Bytes | undefined): PartialOrigin | undefined {
  if (bytes === undefined) return undefined
  try {
    const found: unknown = JSON.parse(new TextDecoder().decode(bytes))
    if (typeof found !== 'object' || found === null || !('url' in found)) return undefined
    const { url } = found
    const validator = 'validator' in found ? found.validator : undefined
    if (typeof url !== 'string') return undefined
    return typeof validator === 'string' ? { url, validator } : { url }
  } catch {
    // A record that cannot be read is as good as none: the download begins again.
    return undefined
  }
}

function encode(text: string): Bytes {
  return new TextEncoder().encode(text)
}
