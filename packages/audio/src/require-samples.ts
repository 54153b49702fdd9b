import { AeError, show } from '@ae/core'

/**
 * Returns `samples` if they are one channel of sound: at least one sample, all finite.
 *
 * @param subject who asks, as the error's first word: `stft`
 * @throws AeError `data`
 */
export function requireSamples(subject: string, samples: unknown): Float32Array {
  if (!(samples instanceof Float32Array) || samples.length === 0) {
    const received = samples instanceof Float32Array ? 'none' : show(samples)
    throw new AeError(
      'data',
      `${subject}: expected a Float32Array of at least one sample. Received: ${received}.`,
    )
  }
  const strange = samples.findIndex((sample) => !Number.isFinite(sample))
  if (strange < 0) return samples
  throw new AeError(
    'data',
    `${subject}: expected finite samples. Received: ${samples[strange]} at index ${strange}.`,
  )
}
