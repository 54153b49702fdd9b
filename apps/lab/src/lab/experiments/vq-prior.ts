import { createRng, type Dataset, disposeBatch, fromTensor } from '@ae/core'
import { imageGrid } from '@ae/plot'
import { EmaQuantizer, PixelCNN, tokenRows, tokenTensor, type VQVAE } from '@ae/vq'
import * as tf from '@tensorflow/tfjs'
import { codedDigits, codeMapModel, measureCodeMap, trainCodeMap } from '../code-maps'
import { type CodeMaps, contextCountNll, drawUnigrams, unigramEntropy } from '../context-counts'
import type { Experiment, Lab } from '../experiment'
import { trainJudge, verdict } from '../judge'
import { trainAsTwin } from '../training'

const CODES = 64
/** Numbers in a code. */
const DEPTH = 16
const MAP = [7, 7] as const
/** Of the auto-encoder: as long as `vq-vae` trains one on. */
const STEPS = { full: 4700, quick: 400 } as const
/** Of the prior; its batches are the twins'. */
const PRIOR = {
  full: { channels: 48, layers: 6, steps: 3000 },
  quick: { channels: 32, layers: 3, steps: 300 },
} as const
/** What may be added to the counts of contexts; the best of them for the new maps is what a prior has to beat. */
const SMOOTHINGS = [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1]
const SAMPLES = { full: 1000, quick: 300 } as const
/** Rows that are coded, or whose nats are measured, at a time. */
const BATCH = 250
/** Draws that are shown. */
const SHOWN = 12

/** New digits from a prior over codes, its nats against counts of contexts, and what codes say that no prior has looked at. */
export const vqPrior: Experiment = {
  name: 'vq-prior',
  claim:
    'a gated PixelCNN finds more in maps of codes than counts of their neighbours do, and draws digits where single codes draw none',
  async run(lab) {
    const images = codedDigits(lab)
    const quantizer = new EmaQuantizer({ codebookSize: CODES, codeDim: DEPTH, seed: lab.seed })
    const model = await codeMapModel(lab, images, quantizer)
    const judge = await trainJudge(lab)
    const size = lab.quick ? 'quick' : 'full'
    const { channels, layers, steps } = PRIOR[size]
    const prior = new PixelCNN({ mapShape: MAP, codebookSize: CODES, channels, layers, seed: lab.seed })
    try {
      await trainCodeMap(lab, 'codes', { model, images, steps: STEPS[size] })
      lab.report('nmse', (await measureCodeMap(model, images)).nmse)
      const train = await codesOf(model, images.train)
      const test = await codesOf(model, images.test)
      const [counted, fresh] = [await mapsOf(train), await mapsOf(test)]
      await trainAsTwin(lab, 'prior', prior, fromTensor(train), { steps })
      reportNats(lab, { counted, fresh, nll: await meanNll(prior, test) })
      tf.dispose([train, test])

      const count = SAMPLES[size]
      const rng = createRng(lab.seed)
      const samples = tf.tidy(() => model.decodeTokens(prior.sample(count, { rng: rng.fork('samples') })))
      const singles = tf.tidy(() =>
        model.decodeTokens(tokenTensor(drawUnigrams(counted, count, rng.fork('unigrams')), MAP)),
      )
      await picture(lab, samples, singles)
      const [drawn, control] = [await verdict(judge, samples), await verdict(judge, singles)]
      lab.report('sample-confidence', drawn.confidence, { full: { min: 0.8 }, quick: { min: 0.6 } })
      lab.report('sample-class-entropy-bits', drawn.classEntropy, { full: { min: 3 }, quick: { min: 2.5 } })
      lab.report('control-unigram-confidence', control.confidence)
      const lead = drawn.confidence - control.confidence
      lab.report('sample-confidence-lead', lead, { full: { min: 0.15 }, quick: { min: 0.05 } })
    } finally {
      for (const owned of [model, judge, prior]) owned.dispose()
    }
  },
}

/** The codes of all images, int32 [N, 7, 7], the caller's. */
async function codesOf(model: VQVAE, images: Dataset<tf.Tensor>): Promise<tf.Tensor> {
  const parts: tf.Tensor[] = []
  for await (const batch of images.batch(BATCH)) {
    parts.push(model.tokens(batch))
    batch.dispose()
  }
  const codes = tf.concat(parts)
  tf.dispose(parts)
  return codes
}

async function mapsOf(codes: tf.Tensor): Promise<CodeMaps> {
  return { rows: await tokenRows(codes), width: MAP[1], codebookSize: CODES }
}

/** Nats that a code takes. */
async function meanNll(prior: PixelCNN, codes: tf.Tensor): Promise<number> {
  let nats = 0
  for await (const batch of fromTensor(codes).batch(BATCH)) {
    const maps = prior.nll(batch)
    for (const nll of await maps.data()) nats += nll
    maps.dispose()
    disposeBatch(batch)
  }
  return nats / codes.size
}

interface Nats {
  readonly counted: CodeMaps
  readonly fresh: CodeMaps
  /** Of the prior. */
  readonly nll: number
}

function reportNats(lab: Lab, { counted, fresh, nll }: Nats): void {
  const unigram = unigramEntropy(fresh)
  const contexts = Math.min(...SMOOTHINGS.map((smoothing) => contextCountNll(counted, fresh, smoothing)))
  lab.report('unigram-nats', unigram)
  lab.report('context-counts-over-unigram', contexts / unigram)
  lab.report('pixel-cnn-nats', nll)
  lab.report('pixel-cnn-over-unigram', nll / unigram, { full: { max: 0.7 }, quick: { max: 0.7 } })
  lab.report('pixel-cnn-over-context-counts', nll / contexts, { full: { max: 1 }, quick: { max: 1 } })
}

async function picture(lab: Lab, samples: tf.Tensor, singles: tf.Tensor): Promise<void> {
  const shown = tf.tidy(() => tf.concat([samples.slice(0, SHOWN), singles.slice(0, SHOWN)]))
  lab.picture({
    heading: 'Draws',
    figures: [
      imageGrid({
        title: 'Decoded maps of codes: drawn by the prior, and code by code',
        images: Float32Array.from(await shown.data()),
        shape: [28, 28, 1],
        columns: SHOWN,
        rowLabels: ['PixelCNN', 'unigram'],
      }),
    ],
  })
  shown.dispose()
}
