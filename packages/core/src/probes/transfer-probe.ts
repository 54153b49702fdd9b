import * as tf from '@tensorflow/tfjs'
import { AeError } from '../errors/ae-error'
import {
  requireChoice,
  requireKnownOptions,
  requireNumber,
  requirePositiveInteger,
  show,
} from '../errors/require'
import type { LatentModel } from '../interfaces/model'
import { bootstrapInterval, type Interval } from '../metrics/bootstrap-interval'
import { repairTfjs } from '../repairs/repair-tfjs'
import { encodeRows, type LabelledRows, type ProbeData, requireProbeData } from './labelled-rows'
import { type LabelledCodes, trainProbe } from './probe'
import { tuneEncoder } from './tuned-encoder'

/**
 * How an encoder is put to use.
 *
 * - `frozen-linear` — its codes as they are, read by logistic regression
 * - `frozen-mlp` — its codes as they are, read by one hidden layer of 128
 * - `fine-tune` — a linear layer on its code, first alone, then both trained; the encoder at a tenth of the layer's rate
 * - `scratch` — the same, both at once and at one rate: for an encoder that has learnt nothing, as a control
 */
export type ProbeMode = 'frozen-linear' | 'frozen-mlp' | 'fine-tune' | 'scratch'

/** All of {@link ProbeMode}. */
export const PROBE_MODES: readonly ProbeMode[] = ['frozen-linear', 'frozen-mlp', 'fine-tune', 'scratch']

/** What can be probed: anything with a code, and with phases that say what it has learnt. */
export type ProbeEncoder = Pick<LatentModel, 'encode' | 'phases'>

/** Options of {@link probe}. */
export interface TransferOptions {
  /** How the encoder is used. */
  readonly mode: ProbeMode
  /** Most passes over the training rows; training stops when validation no longer improves. Default 100. */
  readonly epochs?: number
  /** Passes without improvement before it stops, where the encoder is trained. Default 10. */
  readonly patience?: number
  /** Rates of the head while the encoder is trained; the best on the validation rows counts. Default `[1e-3]`. */
  readonly learningRates?: readonly number[]
  /** Where all randomness comes from. Default 0. */
  readonly seed?: number
}

/** How well an encoder serves to classify. */
export interface TransferReport {
  /** How it was used. */
  readonly mode: ProbeMode
  /** Share of right answers on the test rows, with its 95 % bootstrap interval. */
  readonly accuracy: Interval
  /** Share of right answers on the validation rows. */
  readonly validationAccuracy: number
}

/** Of the encoder, as a share of the head's: what was learnt without labels is not to be unlearnt at once. */
const FINE_TUNE_RATE = 0.1

/**
 * What an encoder that learnt without labels is worth to a classifier.
 *
 * Whatever the mode, the encoder is as it was afterwards; while its weights are trained it must not be used for anything
 * else. To compare fairly give `scratch` an encoder of the same kind that was never trained, or let `labelEfficiency`
 * do it. Say whether the encoder has seen the test rows, without labels, when it learnt.
 *
 * @throws AeError `config` on a bad option, `shape` if rows and labels differ in number or a label is no class
 * @see Erhan et al. 2010, Why Does Unsupervised Pre-training Help Deep Learning?, JMLR 11
 * @example
 * const { accuracy } = await probe(model, labelled, { mode: 'fine-tune' })
 */
export async function probe(
  encoder: ProbeEncoder,
  data: ProbeData,
  options: TransferOptions,
): Promise<TransferReport> {
  const subject = 'probe'
  requireKnownOptions(subject, options, ['mode', 'epochs', 'patience', 'learningRates', 'seed'])
  const mode = requireChoice(subject, 'mode', options.mode, PROBE_MODES)
  const epochs = requirePositiveInteger(subject, 'epochs', options.epochs ?? 100)
  const patience = requirePositiveInteger(subject, 'patience', options.patience ?? 10)
  const seed = requireNumber(subject, 'seed', options.seed ?? 0)
  const { learningRates = [1e-3] } = options
  if (!Array.isArray(learningRates)) {
    throw new AeError(
      'config',
      `${subject}: \`learningRates\` must be an array of numbers > 0. Received: ${show(learningRates)}.`,
    )
  }
  const rates = (learningRates as readonly number[]).map((rate) =>
    requireNumber(subject, 'learningRates', rate, { above: 0 }),
  )
  requirePositiveInteger(subject, 'learningRates.length', rates.length)
  requirePositiveInteger(subject, 'classes', data.classes)
  requireProbeData(subject, data)
  repairTfjs()
  if (mode === 'frozen-linear' || mode === 'frozen-mlp') {
    return { mode, ...(await readCodes(encoder, data, { mode, epochs, seed })) }
  }
  const encoderRate = mode === 'fine-tune' ? FINE_TUNE_RATE : 1
  let best: TransferReport | undefined
  for (const learningRate of rates) {
    const tuning = { headFirst: mode === 'fine-tune', encoderRate, learningRate, epochs, patience, seed }
    const { validation, test } = await tuneEncoder(encoder, data, tuning)
    const validationAccuracy = shareOf(validation)
    if (best !== undefined && validationAccuracy <= best.validationAccuracy) continue
    best = { mode, validationAccuracy, accuracy: bootstrapInterval(test) }
  }
  // There is at least one rate.
  return best as TransferReport
}

async function readCodes(
  encoder: ProbeEncoder,
  { classes, train, validation, test }: ProbeData,
  options: { readonly mode: ProbeMode; readonly epochs: number; readonly seed: number },
): Promise<Omit<TransferReport, 'mode'>> {
  const made: tf.Tensor[] = []
  const codes = (rows: LabelledRows): LabelledCodes => {
    const encoded = encodeRows((x) => encoder.encode(x), rows.x)
    made.push(encoded)
    return { codes: encoded, labels: rows.labels }
  }
  try {
    const sets = { train: codes(train), validation: codes(validation), test: codes(test) }
    const { accuracy, validationAccuracy } = await trainProbe({
      kind: options.mode === 'frozen-linear' ? 'linear' : 'mlp',
      classes,
      ...sets,
      epochs: options.epochs,
      seed: options.seed,
    })
    return { accuracy, validationAccuracy }
  } finally {
    tf.dispose(made)
  }
}

function shareOf(hits: Uint8Array): number {
  return hits.reduce((sum, hit) => sum + hit, 0) / hits.length
}
