import type * as tf from '@tensorflow/tfjs'
import { fromArrays } from '../data/from-arrays'
import { AeError } from '../errors/ae-error'
import { requireChoice, requireKnownOptions, requirePositiveInteger } from '../errors/require'
import type { Dataset } from '../interfaces/dataset'
import type { NetworkBuilder } from '../interfaces/network'
import { bootstrapInterval, type Interval } from '../metrics/bootstrap-interval'
import { conv1dEncoder } from '../networks/conv1d'
import { conv2dEncoder } from '../networks/conv2d'
import { mlp } from '../networks/mlp'
import { adam } from '../train/adam'
import { earlyStopping } from '../train/callbacks/early-stopping'
import { fit } from '../train/fit'
import { Classifier, type LabelledBatch } from './classifier'
import { requireLabels } from './labelled-rows'

/** What a probe is made of: logistic regression, one hidden layer of 128, or convolutions over the leading axes. */
export type ProbeKind = 'linear' | 'mlp' | 'conv'

/** Codes and the classes they belong to. */
export interface LabelledCodes {
  /** [N, …]; borrowed */
  readonly codes: tf.Tensor
  /** [N]; class numbers from 0 */
  readonly labels: ArrayLike<number>
}

/** What {@link trainProbe} is given; the three sets must not share rows. */
export interface ProbeOptions {
  /** What kind of probe. Default `linear`. */
  readonly kind?: ProbeKind
  /** Number of classes. */
  readonly classes: number
  /** Rows to learn from. */
  readonly train: LabelledCodes
  /** Rows to stop early by and to choose by. */
  readonly validation: LabelledCodes
  /** Rows to report on; looked at once. */
  readonly test: LabelledCodes
  /** Most passes over the training rows; training stops when validation no longer improves. Default 100. */
  readonly epochs?: number
  /** Where all randomness comes from. Default 0. */
  readonly seed?: number
}

/** How well classes can be read from codes. */
export interface ProbeReport {
  /** What kind of probe. */
  readonly kind: ProbeKind
  /** Share of right answers on the test rows, with its 95 % bootstrap interval. */
  readonly accuracy: Interval
  /** Share of right answers on the validation rows. */
  readonly validationAccuracy: number
  /** Share of the commonest class among the test rows: what knowing nothing gives. */
  readonly chance: number
}

/** Weights of the L2 term among which a linear probe chooses on the validation rows. */
const L2_CHOICES = [0, 1e-4, 1e-2]
const HIDDEN_UNITS = 128
const BATCH = 128
const PATIENCE = 8
const LEARNING_RATE = { linear: 1e-2, mlp: 1e-3, conv: 1e-3 } as const

/**
 * Trains a fresh probe on frozen codes and says what it reads from them.
 *
 * Codes are standardised with the mean and deviation of the training rows.
 *
 * @throws AeError `config` on a bad option, `shape` if codes and labels differ in number or a label is no class
 * @see Alain & Bengio 2017, Understanding intermediate layers using linear classifier probes, arXiv:1610.01644
 */
export async function trainProbe(options: ProbeOptions): Promise<ProbeReport> {
  const subject = 'trainProbe'
  requireKnownOptions(subject, options, ['kind', 'classes', 'train', 'validation', 'test', 'epochs', 'seed'])
  const kind = requireChoice(subject, 'kind', options.kind ?? 'linear', ['linear', 'mlp', 'conv'])
  const classes = requirePositiveInteger(subject, 'classes', options.classes)
  const [train, validation, test] = await standardised(options)
  let best: ProbeReport | undefined
  for (const l2 of kind === 'linear' ? L2_CHOICES : [0]) {
    const inputShape = options.train.codes.shape.slice(1)
    const probe = new Classifier({
      inputShape,
      classes,
      network: network(kind, inputShape),
      l2,
      seed: options.seed ?? 0,
    })
    try {
      await fit(probe, train, {
        epochs: options.epochs ?? 100,
        batchSize: BATCH,
        seed: options.seed ?? 0,
        optimizer: adam({ learningRate: LEARNING_RATE[kind] }),
        validation,
        callbacks: [earlyStopping({ patience: PATIENCE })],
      })
      const validationAccuracy = mean(await probe.hits(validation))
      if (best !== undefined && validationAccuracy <= best.validationAccuracy) continue
      best = {
        kind,
        validationAccuracy,
        accuracy: bootstrapInterval(await probe.hits(test)),
        chance: commonest(options.test.labels),
      }
    } finally {
      probe.dispose()
    }
  }
  if (best === undefined)
    throw new AeError('state', 'trainProbe: expected a probe to be trained. Received: none.')
  return best
}

/**
 * The strongest of several fresh probes, chosen on the validation rows: what a code gives away.
 *
 * @throws AeError as {@link trainProbe}
 */
export async function bestAttacker(options: Omit<ProbeOptions, 'kind'>): Promise<ProbeReport> {
  const kinds: readonly ProbeKind[] =
    options.train.codes.rank > 2 ? ['linear', 'mlp', 'conv'] : ['linear', 'mlp']
  const reports: ProbeReport[] = []
  for (const kind of kinds) reports.push(await trainProbe({ ...options, kind }))
  return reports.reduce((a, b) => (b.validationAccuracy > a.validationAccuracy ? b : a))
}

function network(kind: ProbeKind, inputShape: readonly number[]): NetworkBuilder {
  if (kind === 'linear') return mlp({ hiddenUnits: [] })
  if (kind === 'mlp') return mlp({ hiddenUnits: [HIDDEN_UNITS] })
  if (inputShape.length === 2) return conv1dEncoder({ filters: [64, 64] })
  return conv2dEncoder({ filters: [32, 64] })
}

type Sets = readonly [Dataset<LabelledBatch>, Dataset<LabelledBatch>, Dataset<LabelledBatch>]

async function standardised({ classes, train, validation, test }: ProbeOptions): Promise<Sets> {
  const values = Float32Array.from(await train.codes.data())
  const width = values.length / (train.codes.shape[0] ?? 1)
  const [means, scales] = columnScales(values, width)
  const dataset = async (name: string, { codes, labels }: LabelledCodes): Promise<Dataset<LabelledBatch>> => {
    requireLabels(['trainProbe', name], codes, labels, classes)
    const shape = codes.shape.slice(1)
    const data = Float32Array.from(await codes.data(), (value, i) => {
      const column = i % width
      return (value - (means[column] ?? 0)) / (scales[column] ?? 1)
    })
    return fromArrays({
      x: { data, shape },
      label: { data: Int32Array.from(labels), shape: [], dtype: 'int32' },
    }).batch(BATCH)
  }
  return [await dataset('train', train), await dataset('validation', validation), await dataset('test', test)]
}

function columnScales(values: Float32Array, width: number): readonly [Float64Array, Float64Array] {
  const rows = values.length / width
  const means = new Float64Array(width)
  const scales = new Float64Array(width)
  values.forEach((value, i) => {
    means[i % width] = (means[i % width] ?? 0) + value / rows
  })
  values.forEach((value, i) => {
    const deviation = value - (means[i % width] ?? 0)
    scales[i % width] = (scales[i % width] ?? 0) + (deviation * deviation) / rows
  })
  // A column that never changes says nothing; it stays as it is, at 0.
  return [means, scales.map((variance) => (variance > 0 ? Math.sqrt(variance) : 1))]
}

function mean(values: Uint8Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

function commonest(labels: ArrayLike<number>): number {
  const counts = new Map<number, number>()
  for (const label of Array.from(labels)) counts.set(label, (counts.get(label) ?? 0) + 1)
  return Math.max(...counts.values()) / labels.length
}
