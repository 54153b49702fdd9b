import { adam, fit, fromTensors, progress, stepDecay } from '@ae/core'
import { AdaINDisentangler, type AdaINDisentanglerConfig } from '@ae/disentangle'
import * as tf from '@tensorflow/tfjs'
import type { Experiment, Lab } from '../experiment'
import { onVoices } from '../on-voices'
import {
  attack,
  type Converter,
  judged,
  noteOf,
  type Pairs,
  reportTreated,
  type Trial,
} from '../voice-conversion'
import { CLIP_FRAMES, CLIP_MELS, type VoiceClips, type Voices } from '../voices'

/** Of Adam, × .3 for the last 30 %. */
const LEARNING_RATE = 3e-3
/** Weight of the KL term, from the first step on: at 1 words are lost in a training this short, and while it rises the speaker settles in the content. */
const BETA = 0.1
/** Sizes and lengths of a training. */
const BUDGET = {
  full: { steps: 3000, batchSize: 64, channels: 64, bankKernels: 5, bankChannels: 16, strides: [2, 1, 2, 1] },
  quick: { steps: 300, batchSize: 16, channels: 24, bankKernels: 2, bankChannels: 8, strides: [2, 2] },
} as const

/** One-shot conversion by instance normalisation, against no learning, no normalisation, and the paper's own speaker code. */
export const voiceAdain: Experiment = {
  name: 'voice-adain',
  claim:
    'instance normalisation takes the speaker out of the content, and the word stays out of the speaker if that comes from other clips',
  data: 'Free Spoken Digit Dataset',
  run: (lab) =>
    onVoices(lab, async (trial, swap) => {
      const treated = await treatedFigures(lab, trial)
      lab.report('adain-joint-over-swap', treated.joint - swap)
      await withoutNorm(lab, trial, treated.linear)
      await sameClip(lab, trial)
    }),
}

async function treatedFigures(lab: Lab, trial: Trial): ReturnType<typeof reportTreated> {
  const started = performance.now()
  const model = await trained(lab, 'adain', trial.voices, {})
  const note = noteOf(lab, 'adain')
  note('training-seconds', (performance.now() - started) / 1000)
  const converter = converterOf(model, trial.voices)
  try {
    const figures = await reportTreated(note, trial, converter)
    const speakers = await attack(trial, (clips) => model.speaker(clips.x), 'speakers')
    note('speaker-in-speaker-code', speakers.best.accuracy.estimate, { min: 0.95 }, { min: 0.85 })
    const words = await attack(trial, (clips) => model.speaker(clips.x), 'words')
    note('word-in-speaker-code', words.best.accuracy.estimate)
    return figures
  } finally {
    converter.dispose()
    model.dispose()
  }
}

/** Control: the content keeps its statistics, and with them the speaker. */
async function withoutNorm(lab: Lab, trial: Trial, treated: number): Promise<void> {
  const model = await trained(lab, 'without instance norm', trial.voices, { instanceNorm: false })
  const { linear } = await attack(trial, (clips) => model.content(clips.x), 'speakers')
  const note = noteOf(lab, 'control-without-norm')
  note('speaker-in-content-linear', linear.accuracy.estimate, { min: 0.9 })
  note('lead', linear.accuracy.estimate - treated, { min: 0.1 }, { min: 0.1 })
  model.dispose()
}

/** Control: the paper's form, in which a clip that is one word says the word a second time. */
async function sameClip(lab: Lab, trial: Trial): Promise<void> {
  const model = await trained(lab, 'same clip', trial.voices, { speakerFrom: 'same' })
  const note = noteOf(lab, 'control-same-clip')
  // One clip of the target for each, as the paper converts: a mean over clips would hide the word that travels.
  const { train } = trial.voices
  const converted = tf.tidy(() => model.convert(trial.pairs.x, train.x.gather(clipsOf(trial.pairs, train))))
  const { content } = await judged(note, trial, converted)
  note('word-kept-of-one', content.estimate, { max: 0.25 }, { max: 0.5 })
  model.dispose()
}

/** A training clip of each target, one after the other. */
function clipsOf({ targets }: Pairs, { speakers }: VoiceClips): tf.Tensor1D {
  const rows = targets.map((target, i) => {
    const own = Array.from(speakers.keys()).filter((row) => speakers[row] === target)
    return own[i % own.length] ?? 0
  })
  return tf.tensor1d(rows, 'int32')
}

async function trained(
  lab: Lab,
  name: string,
  { train }: Voices,
  options: Partial<AdaINDisentanglerConfig>,
): Promise<AdaINDisentangler> {
  const { steps, batchSize, ...sizes } = BUDGET[lab.quick ? 'quick' : 'full']
  const model = new AdaINDisentangler({
    inputShape: [CLIP_FRAMES, CLIP_MELS],
    ...sizes,
    beta: BETA,
    ...options,
    seed: lab.seed,
  })
  const speaker = tf.tensor1d(train.speakers, 'int32')
  await fit(model, fromTensors({ x: train.x, speaker }), {
    steps,
    batchSize,
    optimizer: adam({
      learningRate: stepDecay({ from: LEARNING_RATE, factor: 0.3, at: [0.7] }),
      clipNorm: 5,
    }),
    seed: lab.seed,
    callbacks: [progress({ write: (line) => lab.progress(`${name}  ${line}`), every: 1000 })],
  })
  speaker.dispose()
  return model
}

/** Converts with the mean code of each speaker's training clips. */
function converterOf(
  model: AdaINDisentangler,
  { train, speakerCount }: Voices,
): Converter & { dispose(): void } {
  const voices = tf.tidy(() => {
    const members = tf.oneHot(tf.tensor1d(train.speakers, 'int32'), speakerCount).toFloat() as tf.Tensor2D
    const codes = model.speaker(train.x) as tf.Tensor2D
    return tf.matMul(members, codes, true).div<tf.Tensor2D>(members.sum(0).expandDims(1))
  })
  return {
    content: (clips) => model.content(clips.x),
    convert: ({ x, to }) => tf.tidy(() => model.convert(x, voices.gather(to))),
    again: ({ x, speakers }) =>
      tf.tidy(() => model.convert(x, voices.gather(tf.tensor1d(speakers, 'int32')))),
    dispose: () => voices.dispose(),
  }
}
