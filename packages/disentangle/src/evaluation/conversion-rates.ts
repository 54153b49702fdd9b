import { AeError, bootstrapInterval, type Classifier, type Interval } from '@ae/core'
import * as tf from '@tensorflow/tfjs'

/** Converted clips, and what is to be heard in them. */
export interface Conversions {
  /** [N, T, F]; borrowed */
  readonly converted: tf.Tensor
  /** Numbers of the speakers they should sound like, [N]. */
  readonly targets: ArrayLike<number>
  /** Numbers of what they should say, [N]. */
  readonly contents: ArrayLike<number>
}

/** Who judges: classifiers that learnt on real clips, and took no part in the training of what they judge. */
export interface ConversionJudges {
  /** Of speakers. */
  readonly speaker: Classifier
  /** Of what is said. */
  readonly content: Classifier
}

/** Shares of converted clips, with their 95 % bootstrap intervals. */
export interface ConversionRates {
  /** Heard as the target speaker. */
  readonly target: Interval
  /** Heard to say what they should. */
  readonly content: Interval
  /** Both. A conversion may give up either for the other; this it cannot. */
  readonly joint: Interval
}

/** Clips that are judged at a time. */
const BATCH = 256

/**
 * How many conversions reach the target, keep what is said, and do both, as judges that never saw the model hear it.
 *
 * @throws AeError `shape` unless there is a target and a content for each clip, and at least one clip
 */
export async function conversionRates(
  { converted, targets, contents }: Conversions,
  judges: ConversionJudges,
): Promise<ConversionRates> {
  const [rows = 0] = converted.shape
  if (rows === 0 || targets.length !== rows || contents.length !== rows) {
    throw new AeError(
      'shape',
      `conversionRates: expected a target and a content for each clip, and at least one clip. Received: ${rows} clips, ${targets.length} targets, ${contents.length} contents.`,
    )
  }
  const speakers = await classified(judges.speaker, converted)
  const words = await classified(judges.content, converted)
  const hit = (i: number): number => Number(speakers[i] === targets[i])
  const kept = (i: number): number => Number(words[i] === contents[i])
  const rate = (f: (i: number) => number): Interval =>
    bootstrapInterval(Array.from({ length: rows }, (_, i) => f(i)))
  return { target: rate(hit), content: rate(kept), joint: rate((i) => hit(i) * kept(i)) }
}

async function classified(judge: Classifier, x: tf.Tensor): Promise<readonly number[]> {
  const [rows = 0] = x.shape
  const found: number[] = []
  for (let begin = 0; begin < rows; begin += BATCH) {
    const part = tf.tidy(() => x.slice(begin, Math.min(BATCH, rows - begin)))
    try {
      found.push(...(await judge.classify(part)))
    } finally {
      part.dispose()
    }
  }
  return found
}
