/** Ends a transfer that stands still, or that its caller gave up. */
export interface StallWatch {
  /** Aborts in either case. */
  readonly signal: AbortSignal
  /** Was it for standing still? */
  stalled(): boolean
  /** Something moved. */
  touch(): void
  /** Stops watching. */
  end(): void
}

/** Watches a transfer: `touch` must be called at least every `milliseconds`. */
export function stallWatch(milliseconds: number, outer: AbortSignal | undefined): StallWatch {
  const controller = new AbortController()
  let stalled = false
  let timer: ReturnType<typeof setTimeout> | undefined
  const abort = (): void => controller.abort(outer?.reason)
  const touch = (): void => {
    clearTimeout(timer)
    timer = setTimeout(() => {
      stalled = true
      controller.abort()
    }, milliseconds)
  }
  if (outer?.aborted === true) abort()
  outer?.addEventListener('abort', abort)
  touch()
  return {
    signal: controller.signal,
    stalled: () => stalled,
    touch,
    end() {
      clearTimeout(timer)
      outer?.removeEventListener('abort', abort)
    },
  }
}
