import { AeError, bootstrapInterval, type Classifier, type Interval, show } from '@ae/core'
import * as tf from '@tensorflow/tfjs'

/** Converted clips, and what is to be heard in them. */
export interface Conversions {
  /** [N, T, F]; borrowed */
  readonly converted: tf.Tensor
  /** Numbers of the speakers they should sound like, [N]. */
  readonly targets: ArrayLike<number>
  /** Numbers of what they should say, [N]. */
  readonly contents: ArrayLike<number>
  /**
   * Which recording each was made from, [N]: conversions of one recording succeed and fail together, and intervals must be those of
   * so many recordings. Default: each from its own.
   */
  readonly sources?: ArrayLike<number>
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
  { converted, targets, contents, sources }: Conversions,
  judges: ConversionJudges,
): Promise<ConversionRates> {
  const [rows = 0] = converted.shape
  const given = [targets, contents, sources ?? targets].map(({ length }) => length)
  if (rows === 0 || given.some((length) => length !== rows)) {
    throw new AeError(
      'shape',
      `conversionRates: expected a target, a content and a source, if any, for each clip, and at least one clip. Received: ${rows} clips, ${show(given)}.`,
    )
  }
  const speakers = await classified(judges.speaker, converted)
  const words = await classified(judges.content, converted)
  const hit = (i: number): number => Number(speakers[i] === targets[i])
  const kept = (i: number): number => Number(words[i] === contents[i])
  const rate = (f: (i: number) => number): Interval =>
    rateOf(
      Array.from({ length: rows }, (_, i) => f(i)),
      sources,
    )
  return { target: rate(hit), content: rate(kept), joint: rate((i) => hit(i) * kept(i)) }
}

/** The mean of hits with its interval, whole recordings drawn again. */
function rateOf(hits: readonly number[], sources: ArrayLike<number> | undefined): Interval {
  if (sources === undefined) return bootstrapInterval(hits)
  const groups = new Map<number, number[]>()
  hits.forEach((hit, i) => {
    const source = sources[i] ?? 0
    const group = groups.get(source) ?? []
    groups.set(source, group)
    group.push(hit)
  })
  const all = [...groups.values()]
  const sums = all.map((group) => group.reduce((sum, hit) => sum + hit, 0))
  const statistic = (drawn: ArrayLike<number>): number => {
    let [sum, count] = [0, 0]
    for (let i = 0; i < drawn.length; i++) {
      sum += sums[drawn[i] ?? 0] ?? 0
      count += all[drawn[i] ?? 0]?.length ?? 0
    }
    return sum / count
  }
  return bootstrapInterval(
    all.map((_, group) => group),
    { statistic },
  )
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
