import {
  heNormal,
  type NetworkBuilder,
  type Rng,
  requireKnownOptions,
  requireNumber,
  requirePositiveInteger,
} from '@ae/core'
import * as tf from '@tensorflow/tfjs'
import { frameConvolution, vectorLayer } from '../networks/frame-layers'
import { frameNetwork } from '../networks/frame-network'
import { dropEntries } from '../ops/drop-entries'

/** Options of {@link voiceJudgeNetwork}. */
export interface VoiceJudgeOptions {
  /** Channels of the convolutions, each of which halves time. Default [64, 64, 128]. */
  readonly filters?: readonly number[]
  /** Most frames by which a clip is moved in training, either way. Default 3. */
  readonly shift?: number
  /** Most that is added to a whole clip in training, or taken off: a louder or softer voice, in units of the features. Default 0. */
  readonly gain?: number
  /** Share of the pooled features left out in training, in [0, 1). Default .3. */
  readonly dropout?: number
}

/** Frames that a kernel covers. */
const KERNEL = 5

/**
 * A network for a `Classifier` that judges clips: convolutions, then the mean and the largest value of each channel over
 * time. In training, clips are moved and made louder or softer, all by the step's own random numbers.
 *
 * @throws AeError `config` on a bad option
 * @example
 * const judge = new Classifier({ inputShape: [48, 40], classes: 6, network: voiceJudgeNetwork() })
 * await fit(judge, fromTensors({ x: clips, label: speakers }).batch(64), { epochs: 15 })
 */
export function voiceJudgeNetwork(options: VoiceJudgeOptions = {}): NetworkBuilder {
  const subject = 'voiceJudgeNetwork'
  requireKnownOptions(subject, options, ['filters', 'shift', 'gain', 'dropout'])
  const filters = (options.filters ?? [64, 64, 128]).map((count) =>
    requirePositiveInteger(subject, 'filters', count),
  )
  const shift = requireNumber(subject, 'shift', options.shift ?? 3, { min: 0 })
  const gain = requireNumber(subject, 'gain', options.gain ?? 0, { min: 0 })
  const dropout = requireNumber(subject, 'dropout', options.dropout ?? 0.3, { min: 0, below: 1 })
  return frameNetwork({
    kind: 'voice-judge',
    config: { filters, shift, gain, dropout },
    build(weights, { inputShape: [, features = 1], outputShape: [classes = 1] }) {
      const layers = filters.map((outputs, i) =>
        frameConvolution(weights, `convolution-${i}`, {
          kernelSize: KERNEL,
          inputs: filters[i - 1] ?? features,
          outputs,
          stride: 2,
          start: heNormal,
        }),
      )
      const output = vectorLayer(weights, 'output', {
        inputs: 2 * (filters.at(-1) ?? features),
        outputs: classes,
      })
      return (x, ctx) => {
        const clips = x as tf.Tensor3D
        const seen = ctx.training ? varied(clips, { shift, gain, rng: ctx.rng }) : clips
        const h = layers.reduce((y, layer) => layer(y).relu(), seen)
        const pooled = tf.concat([h.mean<tf.Tensor2D>(1), h.max<tf.Tensor2D>(1)], 1)
        return output(
          ctx.training && dropout > 0 ? dropEntries(pooled, dropout, ctx.rng.fork('dropout')) : pooled,
        )
      }
    },
  })
}

interface Variation {
  readonly shift: number
  readonly gain: number
  readonly rng: Rng
}

/** Each clip moved by some frames, its ends repeated, and made louder or softer. */
function varied(x: tf.Tensor3D, { shift, gain, rng }: Variation): tf.Tensor3D {
  const [batch, length, features] = x.shape
  const moves = rng.fork('shift').uniformArray(batch)
  const rows = Int32Array.from({ length: batch * length }, (_, i) => {
    const clip = Math.floor(i / length)
    const moved = (i % length) + Math.round(((moves[clip] ?? 0) * 2 - 1) * shift)
    return clip * length + Math.min(length - 1, Math.max(0, moved))
  })
  const louder = rng.fork('gain').uniform([batch, 1, 1]).mul(2).sub(1).mul(gain)
  return x
    .reshape([batch * length, features])
    .gather(tf.tensor1d(rows, 'int32'))
    .reshape<tf.Tensor3D>([batch, length, features])
    .add(louder)
}
