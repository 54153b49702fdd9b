import { AeError, show } from '@ae/core'
import * as tf from '@tensorflow/tfjs'
import { type SpeakerForm, speakerWidth } from './speaker-form'

/**
 * Speakers as the networks read them: `[rows, width]`, in a form that says whether they come as numbers or as vectors.
 *
 * A number that is no speaker's becomes zeros, nobody's, without an error: to look at numbers would stop the device.
 *
 * @throws AeError `shape` unless there is one for each row, or one for all
 */
export function speakerVectors(
  subject: string,
  speaker: tf.Tensor,
  { form, rows }: { readonly form: SpeakerForm; readonly rows: number },
): tf.Tensor2D {
  const width = speakerWidth(form)
  const [count = 0, size] = speaker.shape
  const fits = form.kind === 'numbered' ? speaker.rank === 1 : speaker.rank === 2 && size === width
  if (!fits || (count !== rows && count !== 1)) {
    const expected =
      form.kind === 'numbered' ? `numbers of speakers [${rows}]` : `vectors of speakers [${rows}, ${width}]`
    throw new AeError(
      'shape',
      `${subject}: expected ${expected}, or one for all. Received: ${show(speaker.shape)}.`,
    )
  }
  return tf.tidy(() => {
    const vectors = form.kind === 'numbered' ? tf.oneHot(speaker.toInt(), width).toFloat() : speaker
    return (count === rows ? vectors.clone() : vectors.tile([rows, 1])) as tf.Tensor2D
  })
}
