import { adam, createRng, fit, fromTensors, progress, stepDecay, trainProbe } from '@ae/core'
import { conversionRates, l1Ratio } from '@ae/disentangle'
import { codeUsage, EmaQuantizer, SpeechUnits, speechUnitDecoder, speechUnitEncoder } from '@ae/vq'
import * as tf from '@tensorflow/tfjs'
import type { Experiment, Lab } from '../experiment'
import { onVoices } from '../on-voices'
import {
  commonPairs,
  meanRun,
  type PairColumns,
  placeAccuracy,
  type UnitClips,
  unitCounts,
} from '../unit-figures'
import { attack, type Note, noteOf, type Trial } from '../voice-conversion'
import { CLIP_FRAMES, CLIP_MELS, type VoiceClips } from '../voices'

const LENGTH = CLIP_FRAMES / 2
/** Two frames of 10 ms. */
const UNITS_A_SECOND = 50
/** Clips that hold a pair of units, for it to be counted. */
const COMMON = 10
const BUDGET = {
  full: { codes: 64, codeDim: 16, steps: 4000, batchSize: 64, sizes: { channels: 128, blocks: 3 } },
  quick: { codes: 12, codeDim: 8, steps: 600, batchSize: 32, sizes: { channels: 32, blocks: 2 } },
} as const

/** Speech as units that say what is said and not by whom: what is in them, and others speaking them. */
export const speechUnits: Experiment = {
  name: 'speech-units',
  claim: 'units found without a label tell the word and hide the voice, and another voice speaks them',
  data: 'Free Spoken Digit Dataset',
  run: (lab) =>
    onVoices(lab, async (trial) => {
      const hidden = await told(lab, trial)
      await untold(lab, trial, hidden)
    }),
}

/** The model whose decoder is told who speaks; what counts of units say of the speaker. */
async function told(lab: Lab, trial: Trial): Promise<number> {
  const { voices } = trial
  const note = noteOf(lab, 'units')
  const model = await trained(lab, trial, voices.speakerCount)
  try {
    const train = await unitsOf(model, voices.train)
    const test = await unitsOf(model, voices.test)
    const codes = model.quantizer.codebookSize
    reportUse(note, test, codes)
    const { accuracy, prior } = placeAccuracy(train, test, codes)
    note('place-accuracy', accuracy)
    note('place-accuracy-over-prior', accuracy / prior, { min: 3 }, { min: 2 })
    note('word-in-units', await read(trial, model, 'words'), { min: 0.75 }, { min: 0.7 })
    const hidden = await read(trial, model, 'speakers')
    note('speaker-in-units', hidden, { max: 0.6 })
    const open = await attack(trial, ({ x }) => model.vectors(x), 'speakers')
    note('speaker-in-vectors-linear', open.linear.accuracy.estimate)
    note('speaker-in-vectors-best', open.best.accuracy.estimate)
    note('speaker-lost', open.best.accuracy.estimate - hidden, { min: 0.25 }, { min: 0.1 })
    await reportSpeech(note, trial, model)
    return hidden
  } finally {
    model.dispose()
  }
}

/** Control: a decoder that is not told who speaks has to be told by the units. */
async function untold(lab: Lab, trial: Trial, hidden: number): Promise<void> {
  const model = await trained(lab, trial, 1)
  try {
    const open = await read(trial, model, 'speakers')
    lab.report('control-untold-speaker-in-units', open)
    lab.report('control-untold-lead', open - hidden, { full: { min: 0.15 } })
  } finally {
    model.dispose()
  }
}

/** What is decoded from units, in their own voice and in others; out of order, they say nothing. */
async function reportSpeech(note: Note, trial: Trial, model: SpeechUnits): Promise<void> {
  const { voices, pairs, judges } = trial
  const units = model.tokens(pairs.x)
  const spoken = model.decodeTokens(units, pairs.to)
  const rates = await conversionRates({ converted: spoken, ...pairs }, judges)
  note('spoken-target', rates.target.estimate, { min: 0.8 }, { min: 0.6 })
  note('spoken-word', rates.content.estimate, { min: 0.75 }, { min: 0.6 })
  note('spoken-joint', rates.joint.estimate)
  const order = createRng(0).fork('order')
  const shuffled = tf.tidy(() =>
    tf.stack(tf.unstack(units).map((row) => row.gather(tf.tensor1d(order.permutation(LENGTH), 'int32')))),
  )
  const mixed = model.decodeTokens(shuffled, pairs.to)
  const { content } = await conversionRates({ converted: mixed, ...pairs }, judges)
  note('control-shuffled-word', content.estimate, { max: 0.3 }, { max: 0.6 })
  const speaker = tf.tensor1d(voices.test.speakers, 'int32')
  const own = tf.tidy(() => model.decodeTokens(model.tokens(voices.test.x), speaker))
  const mean = tf.tidy(() => voices.train.x.mean(0))
  note('l1-ratio', await l1Ratio({ x: voices.test.x, reconstruction: own, mean }))
  tf.dispose([units, spoken, shuffled, mixed, speaker, own, mean])
}

function reportUse(note: Note, test: UnitClips, codes: number): void {
  const counts = new Float64Array(codes)
  for (const unit of Array.from(test.units)) counts[unit] = (counts[unit] ?? 0) + 1
  const { perplexity, dead } = codeUsage(counts)
  note('perplexity-share', perplexity / codes, { min: 0.4 }, { min: 0.3 })
  note('dead-codes', dead)
  note('bits-a-second', UNITS_A_SECOND * Math.log2(perplexity))
  // One code for all silence would make long runs of its own.
  note('mean-run', meanRun(test))
  note('commonest-code-share', Math.max(...counts) / test.units.length)
}

/** What logistic regression reads from how often a clip holds each unit and each common pair. */
async function read(
  { voices, epochs }: Trial,
  model: SpeechUnits,
  what: 'speakers' | 'words',
): Promise<number> {
  const codes = model.quantizer.codebookSize
  const learned = await unitsOf(model, voices.train)
  const pairs = commonPairs(learned, codes, COMMON)
  const train = counted(learned, voices.train[what], { codes, pairs })
  const validation = counted(await unitsOf(model, voices.validation), voices.validation[what], {
    codes,
    pairs,
  })
  const test = counted(await unitsOf(model, voices.test), voices.test[what], { codes, pairs })
  const classes = what === 'speakers' ? voices.speakerCount : voices.wordCount
  try {
    const { accuracy } = await trainProbe({ kind: 'linear', classes, train, validation, test, epochs })
    return accuracy.estimate
  } finally {
    tf.dispose([train.codes, validation.codes, test.codes])
  }
}

function counted(
  clips: UnitClips,
  labels: Int32Array,
  { codes, pairs }: { readonly codes: number; readonly pairs: PairColumns },
): { readonly codes: tf.Tensor; readonly labels: Int32Array } {
  return { codes: tf.tensor2d(unitCounts(clips, codes, pairs), [labels.length, codes + pairs.size]), labels }
}

async function unitsOf(model: SpeechUnits, { x, words }: VoiceClips): Promise<UnitClips> {
  const tokens = model.tokens(x)
  const units = await tokens.data()
  tokens.dispose()
  return { units, length: LENGTH, words }
}

/** A model for so many speakers; all are the first where there is one. */
async function trained(lab: Lab, { voices: { train } }: Trial, speakers: number): Promise<SpeechUnits> {
  const { codes, codeDim, steps, batchSize, sizes } = BUDGET[lab.quick ? 'quick' : 'full']
  const model = new SpeechUnits({
    inputShape: [CLIP_FRAMES, CLIP_MELS],
    speakers,
    quantizer: new EmaQuantizer({ codebookSize: codes, codeDim, start: 'kMeans', seed: lab.seed }),
    normalization: 'instance',
    encoder: speechUnitEncoder(sizes),
    decoder: speechUnitDecoder(sizes),
    seed: lab.seed,
  })
  const who = speakers === 1 ? new Int32Array(train.speakers.length) : train.speakers
  const speaker = tf.tensor1d(who, 'int32')
  try {
    await fit(model, fromTensors({ x: train.x, speaker }), {
      steps,
      batchSize,
      optimizer: adam({ learningRate: stepDecay({ from: 1e-3, factor: 0.3, at: [0.7] }) }),
      seed: lab.seed,
      callbacks: [progress({ write: (line) => lab.progress(`${speakers} voices  ${line}`), every: 1000 })],
    })
    return model
  } finally {
    speaker.dispose()
  }
}
