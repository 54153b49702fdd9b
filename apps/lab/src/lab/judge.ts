import { Classifier, judgeSamples, mlp, type SampleVerdict } from '@ae/core'
import type * as tf from '@tensorflow/tfjs'
import type { Lab } from './experiment'
import { labelledRows } from './images'
import { trainAsTwin } from './training'

const EVALUATION_BATCH = 500
/** Convolutions are for real digits; this tells the embedded ones apart in seconds. */
const QUICK_JUDGE = mlp({ hiddenUnits: [128] })

/** A digit judge that never saw the models under test; reports how well it does. The caller's. */
export async function trainJudge(lab: Lab): Promise<Classifier> {
  const judge = new Classifier({
    inputShape: [28, 28, 1],
    classes: 10,
    ...(lab.quick ? { network: QUICK_JUDGE } : {}),
    seed: lab.seed + 1,
  })
  const { train, test } = lab.digits
  await trainAsTwin(lab, 'judge', judge, labelledRows(train), { epochs: lab.quick ? 10 : 3 })
  const hits = await judge.hits(labelledRows(test).batch(EVALUATION_BATCH))
  const accuracy = hits.reduce((sum, hit) => sum + hit, 0) / hits.length
  lab.report('judge-accuracy', accuracy, { full: { min: 0.985 }, quick: { min: 0.9 } })
  return judge
}

/** What a judge says of samples, which are freed. */
export async function verdict(judge: Classifier, samples: tf.Tensor): Promise<SampleVerdict> {
  try {
    return await judgeSamples(judge, samples)
  } finally {
    samples.dispose()
  }
}
