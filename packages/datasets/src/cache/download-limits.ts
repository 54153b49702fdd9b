import { requireKnownOptions, requireNumber, requirePositiveInteger } from '@ae/core'

/** How patient a download is. */
export interface DownloadLimits {
  /** Attempts at each address. Default 4. */
  readonly attempts?: number
  /** Wait before the second attempt; doubles each time. Unit: milliseconds. Default 500. */
  readonly backoff?: number
  /** A connection that gives nothing for so long counts as lost. Unit: milliseconds. Default 30 000. */
  readonly stallTimeout?: number
  /** No file may be larger. Unit: bytes. Default 2 GiB. */
  readonly maxBytes?: number
}

/** The limits where none were given. */
const DEFAULT_DOWNLOAD_LIMITS: Required<DownloadLimits> = Object.freeze({
  attempts: 4,
  backoff: 500,
  stallTimeout: 30_000,
  maxBytes: 2 * 1024 ** 3,
})

/** The limits with the defaults filled in. */
export function resolveDownloadLimits(limits: DownloadLimits = {}): Required<DownloadLimits> {
  requireKnownOptions('load.limits', limits, Object.keys(DEFAULT_DOWNLOAD_LIMITS))
  const all = { ...DEFAULT_DOWNLOAD_LIMITS, ...limits }
  requirePositiveInteger('load.limits', 'attempts', all.attempts)
  requireNumber('load.limits', 'backoff', all.backoff, { min: 0 })
  requireNumber('load.limits', 'stallTimeout', all.stallTimeout, { above: 0 })
  requireNumber('load.limits', 'maxBytes', all.maxBytes, { above: 0 })
  return all
}
