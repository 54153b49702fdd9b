import type { DownloadLimits } from './download-limits'
import type { PartialFile, PartialOrigin } from './partial-file'
import { stallWatch } from './stall-watch'

/** How one attempt ended. `again` may be tried at the same address, `no` had better not be. */
export type AttemptOutcome =
  | { readonly kind: 'done' }
  | { readonly kind: 'again' | 'no'; readonly reason: string; readonly cause?: unknown }

/** What an attempt needs to know. */
export interface AttemptOptions {
  /** The address. */
  readonly url: string
  /** May bytes from another address or version be continued, because a checksum will prove the whole? */
  readonly provable: boolean
  /** Number of bytes the whole file has, if that is known. */
  readonly bytes: number | undefined
  /** How patient to be. */
  readonly limits: Required<DownloadLimits>
  /** The `fetch` to use. */
  readonly fetch: typeof fetch
  /** Told whenever bytes arrived. */
  readonly onProgress: (received: number, total: number | undefined) => void
  /** Ends the attempt. */
  readonly signal: AbortSignal | undefined
}

/** Asks one address once for what is missing of a file. */
export async function attemptDownload(
  partial: PartialFile,
  options: AttemptOptions,
): Promise<AttemptOutcome> {
  const { url, limits } = options
  if (partial.size > 0 && !resumable(partial, options)) await partial.discard()
  const offset = partial.size
  if (offset > 0 && offset === options.bytes) return { kind: 'done' }
  const watch = stallWatch(limits.stallTimeout, options.signal)
  try {
    const response = await options.fetch(url, {
      headers: requestHeaders(url, offset, partial.origin),
      signal: watch.signal,
      redirect: 'follow',
    })
    watch.touch()
    const refusal = await refusalOf(response, offset, partial, url)
    if (refusal !== undefined) {
      await response.body?.cancel()
      return refusal
    }
    if (response.status !== 206) await partial.restart(originOf(url, response))
    return await receive(response, partial, options, watch.touch)
  } catch (error) {
    const reason = watch.stalled() ? `nothing came for ${limits.stallTimeout} ms` : messageOf(error)
    return { kind: 'again', reason, cause: error }
  } finally {
    watch.end()
    await partial.flush()
  }
}

function resumable(partial: PartialFile, options: AttemptOptions): boolean {
  if (options.bytes !== undefined && partial.size > options.bytes) return false
  return options.provable || (partial.origin?.url === options.url && partial.origin.validator !== undefined)
}

function requestHeaders(url: string, offset: number, origin: PartialOrigin | undefined): HeadersInit {
  // Files are often compressed themselves; compressed once more on the way, their lengths would not fit.
  const headers: Record<string, string> = { 'accept-encoding': 'identity' }
  if (offset > 0) {
    headers['range'] = `bytes=${offset}-`
    if (origin?.url === url && origin.validator !== undefined) headers['if-range'] = origin.validator
  }
  return headers
}

async function refusalOf(
  response: Response,
  offset: number,
  partial: PartialFile,
  url: string,
): Promise<AttemptOutcome | undefined> {
  const { status } = response
  if (status === 416) {
    await partial.discard()
    return { kind: 'again', reason: 'the server has no such part of the file' }
  }
  if (!response.ok) {
    const passing = status === 408 || status === 425 || status === 429 || status >= 500
    return { kind: passing ? 'again' : 'no', reason: `HTTP ${status}` }
  }
  const isPage = response.headers.get('content-type')?.startsWith('text/html') === true
  if (isPage && !/\.html?$/.test(new URL(url).pathname)) {
    return { kind: 'no', reason: 'a web page instead of the file' }
  }
  if (status === 206 && rangeOf(response)?.start !== offset) {
    await partial.discard()
    return {
      kind: 'again',
      reason: `another part than was asked for (${response.headers.get('content-range')})`,
    }
  }
  return undefined
}

async function receive(
  response: Response,
  partial: PartialFile,
  options: AttemptOptions,
  touch: () => void,
): Promise<AttemptOutcome> {
  const total = totalOf(response) ?? options.bytes
  const cap = Math.min(options.limits.maxBytes, options.bytes ?? Number.POSITIVE_INFINITY)
  const tooLarge = async (): Promise<AttemptOutcome> => {
    await partial.discard()
    return { kind: 'no', reason: `more than the ${cap} bytes that the file may have` }
  }
  if (total !== undefined && total > cap) {
    await response.body?.cancel()
    return tooLarge()
  }
  options.onProgress(partial.size, total)
  const reader = response.body?.getReader()
  for (;;) {
    const part = await reader?.read()
    if (part?.value === undefined) break
    touch()
    if (partial.size + part.value.length > cap) {
      await reader?.cancel()
      return tooLarge()
    }
    await partial.add(part.value)
    options.onProgress(partial.size, total)
  }
  if (partial.size === 0) return { kind: 'again', reason: 'an empty answer' }
  if (total === undefined || partial.size === total) return { kind: 'done' }
  return { kind: 'again', reason: `the connection ended after ${partial.size} of ${total} bytes` }
}

function originOf(url: string, response: Response): PartialOrigin {
  const etag = response.headers.get('etag')
  // Weak tags do not promise the same bytes, so ranges may not be joined by them (RFC 9110, §13.1.5).
  const strong = etag?.startsWith('W/') === true ? null : etag
  const validator = strong ?? response.headers.get('last-modified')
  return validator === null ? { url } : { url, validator }
}

function totalOf(response: Response): number | undefined {
  if (response.status === 206) return rangeOf(response)?.total
  const length = response.headers.get('content-length')
  const encoding = response.headers.get('content-encoding') ?? 'identity'
  // The length counts bytes on the wire; what is read here has been decoded.
  return length === null || encoding !== 'identity' ? undefined : Number(length)
}

function rangeOf(response: Response): { readonly start: number; readonly total?: number } | undefined {
  const found = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(response.headers.get('content-range') ?? '')
  if (found === null) return undefined
  const start = Number(found[1])
  return found[2] === '*' ? { start } : { start, total: Number(found[2]) }
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  // `fetch` says only "fetch failed"; what happened is in its cause.
  return error.cause instanceof Error ? `${error.message} (${error.cause.message})` : error.message
}
