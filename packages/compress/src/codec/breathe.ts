import { AeError } from '@ae/core'

/** Lets a page draw and events come in. */
export function breathe(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, 0)
  })
}

/** @throws AeError `state` if a signal says so */
export function throwIfAborted(subject: string, signal: AbortSignal | undefined): void {
  if (signal?.aborted !== true) return
  throw new AeError('state', `${subject}: it was aborted.`, { cause: signal.reason })
}
