import { adam, Classifier, fit, fromTensors, progress, stepDecay } from '@ae/core'
import { type ConversionJudges, voiceJudgeNetwork } from '@ae/disentangle'
import * as tf from '@tensorflow/tfjs'
import type { Lab } from './experiment'
import { CLIP_FRAMES, CLIP_MELS, type Voices } from './voices'

const BATCH = 64
/** Passes over the training clips. */
const EPOCHS = { full: 20, quick: 20 } as const
/** 3 dB, in deviations of a standardised mel. */
const GAIN = 0.2
/** Their streams have nothing to do with those of the models that they judge. */
const JUDGE_SEED = 1000

/** Judges that learnt on real clips; reports how well they hear, and all else is void unless they pass. The caller's. */
export async function trainVoiceJudges(lab: Lab, voices: Voices): Promise<ConversionJudges> {
  const speaker = await judgeOf(lab, voices, 'speakers')
  const content = await judgeOf(lab, voices, 'words')
  return { speaker, content }
}

/** The least share that a judge must hear right. */
const BARS = {
  speakers: { full: { min: 0.97 }, quick: { min: 0.95 } },
  words: { full: { min: 0.95 }, quick: { min: 0.95 } },
} as const

async function judgeOf(lab: Lab, voices: Voices, what: 'speakers' | 'words'): Promise<Classifier> {
  const judge = new Classifier({
    inputShape: [CLIP_FRAMES, CLIP_MELS],
    classes: what === 'speakers' ? voices.speakerCount : voices.wordCount,
    network: voiceJudgeNetwork({ gain: GAIN }),
    seed: JUDGE_SEED + lab.seed,
  })
  const labels = tf.tensor1d(voices.train[what], 'int32')
  const tested = tf.tensor1d(voices.test[what], 'int32')
  try {
    await fit(judge, fromTensors({ x: voices.train.x, label: labels }), {
      epochs: EPOCHS[lab.quick ? 'quick' : 'full'],
      batchSize: BATCH,
      optimizer: adam({ learningRate: stepDecay({ from: 1e-3, factor: 0.3, at: [0.7] }) }),
      seed: JUDGE_SEED + lab.seed,
      callbacks: [progress({ write: (line) => lab.progress(`judge of ${what}  ${line}`), every: 1000 })],
    })
    const hits = await judge.hits(fromTensors({ x: voices.test.x, label: tested }).batch(BATCH))
    lab.report(`judge-${what}`, hits.reduce((sum, hit) => sum + hit, 0) / hits.length, BARS[what])
    return judge
  } finally {
    tf.dispose([labels, tested])
  }
}
