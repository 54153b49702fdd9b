import type { FrameFeatures } from '@ae/audio'
import { AeError, requireKnownOptions, requirePositiveInteger, show } from '@ae/core'
import * as tf from '@tensorflow/tfjs'

/** Options of {@link convertRecording}. */
export interface ConvertRecordingOptions {
  /** Frames of a clip, as the model takes them. */
  readonly clipFrames: number
  /** Frames that two clips share, over which one fades into the other; at most half a clip. Default: a quarter of a clip. */
  readonly overlap?: number
  /** Clips that are converted at a time. Default 16. */
  readonly batch?: number
}

/**
 * Converts a recording of any length clip by clip: clips overlap and fade into each other, so that no seam is heard; only a
 * few are in memory. The last clip ends with the recording; one shorter than a clip is filled with its last frame.
 *
 * @param features of the recording, scaled as the model was trained
 * @param convert  clips `[B, clipFrames, F]`, borrowed → `[B, clipFrames, F]`, given away: any model's `convert`
 * @returns as many frames as there were
 * @throws AeError `config` on a bad option; `shape` if there are no frames, or `convert` gives another shape
 * @example
 * const model = new AdaINDisentangler({ inputShape: [48, 40] })
 * const converted = await convertRecording(features, (x) => model.convert(x, voice), { clipFrames: 48 })
 */
export async function convertRecording(
  features: FrameFeatures,
  convert: (x: tf.Tensor3D) => tf.Tensor,
  options: ConvertRecordingOptions,
): Promise<FrameFeatures> {
  const subject = 'convertRecording'
  const { clipFrames, overlap, batch } = resolve(subject, options)
  const { frames, width, values } = features
  if (!(frames > 0 && width > 0) || values.length !== frames * width) {
    throw new AeError(
      'shape',
      `${subject}: expected frames. Received: ${frames} of ${width}, ${values.length} numbers.`,
    )
  }
  const step = clipFrames - overlap
  const clips = 1 + Math.max(0, Math.ceil((frames - clipFrames) / step))
  const size = clipFrames * width
  // The last clip begins early: filled up, its statistics would be those of one frame, held.
  const startOf = (clip: number): number => Math.min(clip * step, Math.max(0, frames - clipFrames))
  const [sums, weights] = [new Float32Array(frames * width), new Float32Array(frames)]
  for (let first = 0; first < clips; first += batch) {
    const count = Math.min(batch, clips - first)
    const cut = new Float32Array(count * size)
    for (let clip = 0; clip < count; clip++) {
      for (let t = 0; t < clipFrames; t++) {
        const from = Math.min(frames - 1, startOf(first + clip) + t) * width
        cut.set(values.subarray(from, from + width), clip * size + t * width)
      }
    }
    const made = await converted(cut, [count, clipFrames, width], convert)
    for (let i = 0; i < count * clipFrames; i++) {
      const t = i % clipFrames
      const at = startOf(first + Math.floor(i / clipFrames)) + t
      if (at >= frames) continue
      const weight = fade(t, clipFrames, overlap)
      weights[at] = (weights[at] ?? 0) + weight
      for (let f = 0; f < width; f++) {
        sums[at * width + f] = (sums[at * width + f] ?? 0) + weight * (made[i * width + f] ?? 0)
      }
    }
  }
  return { frames, width, values: sums.map((sum, i) => sum / (weights[Math.floor(i / width)] ?? 1)) }
}

/** How much a frame counts: less towards the ends of a clip, never nothing. */
function fade(t: number, clipFrames: number, overlap: number): number {
  return Math.min(1, (Math.min(t, clipFrames - 1 - t) + 1) / (overlap + 1))
}

async function converted(
  cut: Float32Array,
  shape: readonly [number, number, number],
  convert: (x: tf.Tensor3D) => tf.Tensor,
): Promise<ArrayLike<number>> {
  const x = tf.tensor3d(cut, [...shape])
  try {
    const made = tf.tidy(() => convert(x))
    try {
      if (show(made.shape) === show(shape)) return await made.data()
      throw new AeError(
        'shape',
        `convertRecording: expected clips of shape ${show(shape)} from \`convert\`. Received: ${show(made.shape)}.`,
      )
    } finally {
      made.dispose()
    }
  } finally {
    x.dispose()
  }
}

function resolve(subject: string, options: ConvertRecordingOptions): Required<ConvertRecordingOptions> {
  requireKnownOptions(subject, options, ['clipFrames', 'overlap', 'batch'])
  const clipFrames = requirePositiveInteger(subject, 'clipFrames', options.clipFrames)
  const { overlap = Math.floor(clipFrames / 4) } = options
  const batch = requirePositiveInteger(subject, 'batch', options.batch ?? 16)
  if (Number.isSafeInteger(overlap) && overlap >= 0 && 2 * overlap <= clipFrames)
    return { clipFrames, overlap, batch }
  throw new AeError(
    'config',
    `${subject}: \`overlap\` must be an integer between 0 and half of \`clipFrames\`, ${clipFrames / 2}. Received: ${show(overlap)}.`,
  )
}
