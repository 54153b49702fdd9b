import { AeError, requireKnownOptions, requirePositiveInteger, show } from '@ae/core'

/** Options of {@link windowStream}. */
export interface WindowStreamOptions {
  /** Steps in a window. */
  readonly window: number
  /** Numbers in a step. Default 1. */
  readonly channels?: number
}

/**
 * Steps in, the windows that end at them out, in their order: what `detectStream` takes for a detector of windows. The first comes
 * out when there are steps enough. A step of another width ends the stream with an AeError.
 *
 * @throws AeError `config` on a bad option
 * @example
 * const steps = new ReadableStream<number>({ start: (to) => { to.enqueue(1); to.enqueue(2); to.close() } })
 * for await (const window of steps.pipeThrough(windowStream({ window: 2 }))) console.log(window) // [1, 2]
 */
export function windowStream(
  options: WindowStreamOptions,
): TransformStream<number | ArrayLike<number>, Float64Array> {
  requireKnownOptions('windowStream', options, ['window', 'channels'])
  const window = requirePositiveInteger('windowStream', 'window', options.window)
  const channels = requirePositiveInteger('windowStream', 'channels', options.channels ?? 1)
  const last = new Float64Array(window * channels)
  let seen = 0
  return new TransformStream({
    transform(step, to) {
      const numbers: ArrayLike<number> = typeof step === 'number' ? [step] : step
      if (numbers.length !== channels) {
        throw new AeError(
          'shape',
          `windowStream: expected steps of ${channels} numbers. Received: ${show(step)}. It was step ${seen} of the stream.`,
        )
      }
      last.copyWithin(0, channels)
      last.set(numbers, (window - 1) * channels)
      seen++
      if (seen >= window) to.enqueue(last.slice())
    },
  })
}
