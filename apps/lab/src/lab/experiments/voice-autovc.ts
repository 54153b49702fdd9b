import { adam, fit, fromTensors, type NetworkBuilder, progress, seededNetwork, stepDecay } from '@ae/core'
import { AutoVC, type BottleneckWidth, chooseBottleneck, type NumberedVoices } from '@ae/disentangle'
import { latentScatter } from '@ae/plot'
import * as tf from '@tensorflow/tfjs'
import type { Experiment, Lab } from '../experiment'
import { onVoices } from '../on-voices'
import {
  attack,
  type Converter,
  judged,
  noteOf,
  reportTreated,
  type Trial,
  type VoiceFigures,
} from '../voice-conversion'
import { CLIP_FRAMES, CLIP_MELS, type VoiceClips, type Voices } from '../voices'

/** Lengths of trainings, and sizes. */
const BUDGET = {
  full: { steps: 4000, curveSteps: 1000, batchSize: 32, channels: 48 },
  quick: { steps: 250, curveSteps: 80, batchSize: 32, channels: 32 },
} as const
/** Of the distance between codes: at 1 codes shrink until they say nothing, which a training this short does not recover from. */
const CONTENT_WEIGHT = 0.03
/** Frames that a convolution covers: more than lie between two places of the code. */
const KERNEL = 9
const NARROW: BottleneckWidth = { neck: 2, every: 8 }
const WIDE: BottleneckWidth = { neck: 16, every: 2 }
/** What is tried for the curve. */
const WIDTHS = {
  full: [
    { neck: 1, every: 16 },
    { neck: 1, every: 8 },
    NARROW,
    { neck: 4, every: 8 },
    { neck: 8, every: 4 },
    WIDE,
  ],
  quick: [NARROW, WIDE],
} as const

/** Conversion by a bottleneck, its curve, and one that is too wide. */
export const voiceAutovc: Experiment = {
  name: 'voice-autovc',
  claim:
    'a code just wide enough for the word leaves the speaker to the decoder; a wide one takes the speaker along',
  data: 'Free Spoken Digit Dataset',
  run: (lab) =>
    onVoices(lab, async (trial, swap) => {
      const started = performance.now()
      const model = await trained(lab, trial.voices, NARROW)
      const note = noteOf(lab, 'narrow')
      note('training-seconds', (performance.now() - started) / 1000)
      const treated = await reportTreated(note, trial, converterOf(model))
      lab.report('narrow-joint-over-swap', treated.joint - swap)
      model.dispose()
      await tooWide(lab, trial, treated)
      await curve(lab, trial.voices)
    }),
}

/** Control: everything gets through, so the decoder need not listen to whom it is told. */
async function tooWide(lab: Lab, trial: Trial, narrow: VoiceFigures): Promise<void> {
  const model = await trained(lab, trial.voices, WIDE)
  const converter = converterOf(model)
  const note = noteOf(lab, 'control-wide')
  const { target } = await judged(note, trial, converter.convert(trial.pairs))
  note('reaches', target.estimate, { max: 0.5 }, { max: 0.5 })
  lab.report('narrow-over-wide', narrow.target - target.estimate, {
    full: { min: 0.3 },
    quick: { min: 0.3 },
  })
  const { linear } = await attack(trial, (clips) => converter.content(clips), 'speakers')
  note('speaker-in-content-linear', linear.accuracy.estimate, { min: 0.9 }, { min: 0.9 })
  note('lead', linear.accuracy.estimate - narrow.linear, { min: 0.1 }, { min: 0.1 })
  model.dispose()
}

/** How error and leakage change with the width, and which width is picked. */
async function curve(lab: Lab, voices: Voices): Promise<void> {
  const size = lab.quick ? 'quick' : 'full'
  const [train, validation] = [numbered(voices.train), numbered(voices.validation)]
  const { curve: points, pick } = await chooseBottleneck({
    config: configOf(lab, voices),
    widths: WIDTHS[size],
    train,
    validation,
    speakers: voices.speakerCount,
    fit: { ...trainingOf(lab, 'curve'), steps: BUDGET[size].curveSteps },
  })
  for (const { neck, every, error, leakage } of points) {
    lab.report(`curve-${neck}-${every}-error`, error)
    lab.report(`curve-${neck}-${every}-speaker-linear`, leakage)
  }
  lab.report('picked-numbers-a-frame', pick.numbersPerFrame)
  lab.picture({
    heading: 'Bottleneck',
    figures: [
      latentScatter({
        points: Float32Array.from(points.flatMap(({ error, leakage }) => [leakage, error])),
        labels: points.map((_, i) => i),
        labelNames: points.map(({ neck, every }) => `${neck} numbers each way, every ${every}`),
        title: 'What is lost against what leaks, for each width',
        xLabel: 'speakers read by logistic regression',
        yLabel: 'mean absolute error',
      }),
    ],
  })
  train.speaker.dispose()
  validation.speaker.dispose()
}

function numbered({ x, speakers }: VoiceClips): NumberedVoices {
  return { x, speaker: tf.tensor1d(speakers, 'int32'), labels: speakers }
}

function configOf(lab: Lab, { speakerCount }: Voices) {
  const { channels } = BUDGET[lab.quick ? 'quick' : 'full']
  return {
    inputShape: [CLIP_FRAMES, CLIP_MELS],
    speakers: { kind: 'numbered', count: speakerCount },
    error: 'absolute',
    contentWeight: CONTENT_WEIGHT,
    seed: lab.seed,
    // The model's own recurrent layers take many thousands of steps to find words; convolutions take hundreds.
    contentEncoder: convolutions(channels),
    decoder: convolutions(channels),
  } as const
}

/** Convolutions in a row, each of which halves time until it is as short as it shall be. */
const convolutions =
  (channels: number): NetworkBuilder =>
  ({ inputShape, outputShape, rng }) =>
    seededNetwork(() => {
      const [length = 1] = inputShape
      const [places = 1, outputs = 1] = outputShape
      const halvings = Math.round(Math.log2(length / places))
      const strides = halvings === 0 ? [1, 1] : Array.from({ length: halvings }, () => 2)
      const common = { padding: 'same', kernelInitializer: 'zeros' } as const
      const hidden = strides.map((step, i) =>
        tf.layers.conv1d({
          ...common,
          ...(i === 0 ? { inputShape: [...inputShape] } : {}),
          filters: channels,
          kernelSize: KERNEL,
          strides: step,
          activation: 'relu',
        }),
      )
      return tf.sequential({
        layers: [...hidden, tf.layers.conv1d({ ...common, filters: outputs, kernelSize: 1 })],
      })
    }, rng)

function trainingOf(lab: Lab, name: string) {
  const { steps, batchSize } = BUDGET[lab.quick ? 'quick' : 'full']
  return {
    steps,
    batchSize,
    optimizer: adam({ learningRate: stepDecay({ from: 3e-3, factor: 0.3, at: [0.7] }), clipNorm: 5 }),
    seed: lab.seed,
    callbacks: [progress({ write: (line) => lab.progress(`${name}  ${line}`), every: 1000 })],
  }
}

async function trained(lab: Lab, voices: Voices, width: BottleneckWidth): Promise<AutoVC> {
  const model = new AutoVC({ ...configOf(lab, voices), ...width })
  const { x, speaker } = numbered(voices.train)
  await fit(model, fromTensors({ x, speaker }), trainingOf(lab, `neck ${width.neck}, every ${width.every}`))
  speaker.dispose()
  return model
}

function converterOf(model: AutoVC): Converter {
  return {
    content: ({ x, speakers }) =>
      tf.tidy(() => model.content({ x, speaker: tf.tensor1d(speakers, 'int32') })),
    convert: ({ x, from, to }) => model.convert({ x, speaker: from }, to),
    again: ({ x, speakers }) =>
      tf.tidy(() => {
        const speaker = tf.tensor1d(speakers, 'int32')
        return model.convert({ x, speaker }, speaker)
      }),
  }
}
