import { Contexts, type Layout } from './contexts'
import {
  BINS,
  type EntropyModel,
  EXPECTED_BITS,
  FEATURES,
  PLANES,
  PRIORS,
  priorOf,
  TABLE_SETS,
  weightsAt,
} from './entropy-model'
import { fitEvenTable } from './even-table'
import { fitWeights } from './fit-weights'
import { type Quantised, quantiseSegment } from './quantise-segment'
import { stepsOf } from './steps'
import { walkRow } from './walk'

const ONE: number = 1 << EXPECTED_BITS
/** Samples of a class of coefficients from which its weights are fitted. */
const MOST_SAMPLES = 4000
/** Magnitudes that are counted one by one. */
const COUNTED = 1024
/** Counts of a geometric series that a table begins with. */
const BELIEF = 8
/** Weights at first, of the prior and of magnitudes around. */
const FIRST_WEIGHTS = [0.5, 0.1, 0.03, 0.1, 0.05, 0.02, 0.1, 0.05, 0.05, 0.01]

/** Coefficients of an image, or of some rows of one. */
export interface Analysed {
  readonly layout: Layout
  /** `[rows][planes]`, each `[N·N, columns]`. */
  readonly rows: readonly (readonly Float32Array[])[]
}

/** What {@link fitEntropy} is told. */
export interface FitEntropyOptions {
  /** `[planes · N·N]`: the gain of each coefficient's step. */
  readonly gains: Float64Array
  /** Steps of rounding to fit at. */
  readonly steps: readonly number[]
  /** Squared steps that a bit is worth. */
  readonly bitWorth: number
  /** Times to round by what was fitted, and to fit again. */
  readonly rounds: number
}

/** Fits expectations and tables to images as they will be rounded. */
export function fitEntropy(images: readonly Analysed[], options: FitEntropyOptions): EntropyModel {
  const { gains, steps, bitWorth, rounds } = options
  const [first] = images
  if (first === undefined) return firstModel(8, new Uint8Array(0))
  const { block } = first.layout
  let model = firstModel(block, levelsOf(images, gains))
  const weights = gains.map((gain) => gain * gain)
  for (let round = 0; round < rounds; round++) {
    const coded = steps.flatMap((step) =>
      images.map(({ rows, layout }) => {
        const rounding = { model, step, steps: stepsOf(gains, step), weights, bitWorth }
        return { step, rows, quantised: quantiseSegment(rows, layout, rounding), steps: rounding.steps }
      }),
    )
    model = fitted(model, coded, block)
  }
  return model
}

/** An image, rounded. */
interface Coded {
  readonly step: number
  readonly rows: Analysed['rows']
  readonly steps: Float64Array
  readonly quantised: Quantised
}

function firstModel(block: number, levels: Uint8Array): EntropyModel {
  const weights = new Uint16Array(weightsAt(block, PLANES - 1, 1, block - 1, block - 1) + FEATURES)
  for (let i = 0; i < weights.length; i++) weights[i] = Math.round(ONE * (FIRST_WEIGHTS[i % FEATURES] ?? 0))
  return {
    levels,
    priors: Uint16Array.from({ length: PRIORS }, (_, i) =>
      Math.min(65_535, Math.round(ONE * 2 ** ((i - ZERO_LEVEL) / 8))),
    ),
    weights,
    tables: Array.from({ length: TABLE_SETS * BINS }, (_, t) =>
      fitEvenTable([], meanOfBin(t % BINS), BELIEF),
    ),
    shrink: new Int8Array(2 * TABLE_SETS * BINS),
  }
}

/** The level of a coefficient whose mean magnitude is that of the finest step. */
const ZERO_LEVEL = 72

function levelsOf(images: readonly Analysed[], gains: Float64Array): Uint8Array {
  const sums = new Float64Array(gains.length)
  const counts = new Float64Array(gains.length)
  for (const { rows, layout } of images) {
    const channels = layout.block ** 2
    for (const row of rows) {
      for (const [plane, values] of row.entries()) {
        for (let i = 0; i < values.length; i++) {
          const c = plane * channels + Math.floor(i / layout.columns)
          sums[c] = (sums[c] as number) + Math.abs(values[i] as number)
          counts[c] = (counts[c] as number) + 1
        }
      }
    }
  }
  return Uint8Array.from(gains, (gain, c) => {
    const mean = (sums[c] as number) / Math.max(1, counts[c] as number) / gain
    return Math.max(0, Math.min(255, Math.round(ZERO_LEVEL + 8 * Math.log2(Math.max(mean, 1e-9) / 0.5))))
  })
}

/** Expected magnitudes of a class, in the middle. */
function meanOfBin(bin: number): number {
  if (bin < 2) return (bin + 0.5) / ONE
  return ((1.25 + 0.5 * (bin & 1)) * 2 ** (bin >> 1)) / ONE
}

/** Calls for each coefficient that is not in a frequency that is 0 all over, with what was noted around it. */
function replay(
  { quantised }: Coded,
  visit: (
    contexts: Contexts,
    place: { plane: number; channel: number; phase: number; j: number; at: number; row: number },
  ) => void,
  line: (contexts: Contexts, place: { plane: number; channel: number; phase: number }) => void = () => {},
): void {
  const { layout, rows, symbols } = quantised
  const { block, planes, columns } = layout
  const contexts = new Contexts(layout)
  for (let row = 0; row < rows; row++) {
    contexts.nextRow()
    walkRow(layout, quantised.tops, (plane, group, phase) => {
      for (const channel of group) {
        line(contexts, { plane, channel, phase })
        const at = ((row * planes + plane) * block * block + channel) * columns
        for (let j = phase; j < columns; j += 2)
          visit(contexts, { plane, channel, phase, j, at: at + j, row })
        for (let j = phase; j < columns; j += 2) contexts.note(plane, channel, j, symbols[at + j] as number)
      }
    })
  }
}

function fitted(model: EntropyModel, coded: readonly Coded[], block: number): EntropyModel {
  const next = { ...model, ...fittedExpectations(model, coded, block) }
  return { ...next, ...fittedTables(next, coded) }
}

function fittedExpectations(
  model: EntropyModel,
  coded: readonly Coded[],
  block: number,
): Pick<EntropyModel, 'priors' | 'weights'> {
  const classes = model.weights.length / FEATURES
  const totals = new Float64Array(classes)
  const sums = new Float64Array(PRIORS)
  const counts = new Float64Array(PRIORS)
  const classOf = (plane: number, channel: number, phase: number): number =>
    weightsAt(block, plane, phase, Math.floor(channel / block), channel % block) / FEATURES
  const levelAt = (plane: number, channel: number, step: number): number =>
    Math.max(0, Math.min(PRIORS - 1, (model.levels[plane * block * block + channel] ?? 0) - (step >> 1)))
  for (const image of coded) {
    replay(image, (_, { plane, channel, phase, at }) => {
      const [c, t] = [classOf(plane, channel, phase), levelAt(plane, channel, image.step)]
      totals[c] = (totals[c] as number) + 1
      sums[t] = (sums[t] as number) + Math.abs(image.quantised.symbols[at] as number)
      counts[t] = (counts[t] as number) + 1
    })
  }
  let largest = 1
  const priors = model.priors.map((old, t) => {
    const n = counts[t] as number
    const mean = n > 100 ? (ONE * (sums[t] as number)) / n : old
    largest = Math.max(largest, Math.min(65_535, Math.round(mean)))
    return largest
  })
  const samples = Array.from({ length: classes }, (_, c) => {
    const room = Math.min(MOST_SAMPLES, totals[c] as number)
    return { features: new Float32Array(room * FEATURES), sizes: new Float32Array(room), count: 0 }
  })
  const seen = new Float64Array(classes)
  const features = new Float64Array(FEATURES)
  for (const image of coded) {
    replay(image, (contexts, { plane, channel, phase, j, at }) => {
      const c = classOf(plane, channel, phase)
      const taken = samples[c]
      const index = seen[c] as number
      seen[c] = index + 1
      // Evenly over all there are.
      if (
        taken === undefined ||
        Math.floor(((index + 1) * taken.sizes.length) / (totals[c] as number)) <= taken.count
      )
        return
      contexts.features(plane, channel, phase, j, features)
      features[0] = priorOf({ ...model, priors }, plane * block * block + channel, image.step) / ONE
      taken.features.set(features, taken.count * FEATURES)
      taken.sizes[taken.count++] = Math.abs(image.quantised.symbols[at] as number)
    })
  }
  const weights = new Uint16Array(model.weights.length)
  for (const [c, taken] of samples.entries())
    weights.set(
      fitWeights(taken).map((w) => Math.min(65_535, Math.round(w * ONE))),
      c * FEATURES,
    )
  return { priors, weights }
}

function fittedTables(model: EntropyModel, coded: readonly Coded[]): Pick<EntropyModel, 'tables' | 'shrink'> {
  const count = TABLE_SETS * BINS
  const counts = Array.from({ length: count }, () => new Float64Array(COUNTED))
  const short = new Float64Array(2 * count)
  const met = new Float64Array(2 * count)
  for (const image of coded) {
    const { layout, symbols } = image.quantised
    const line = new Uint8Array(layout.columns)
    const channels = layout.block ** 2
    replay(
      image,
      (_, { plane, channel, j, at, row }) => {
        const [t, size] = [line[j >> 1] as number, Math.abs(symbols[at] as number)]
        const own = counts[t] as Float64Array
        const index = Math.min(COUNTED - 1, size)
        own[index] = (own[index] as number) + 1
        if (size === 0 || channel === 0) return
        const value = (image.rows[row]?.[plane]?.[channel * layout.columns + j] ?? 0) as number
        const slot = 2 * t + (size === 1 ? 0 : 1)
        short[slot] =
          (short[slot] as number) +
          size -
          Math.abs(value) / (image.steps[plane * channels + channel] as number)
        met[slot] = (met[slot] as number) + 1
      },
      (contexts, place) => void contexts.tables(model, { ...place, step: image.step }, line, 0),
    )
  }
  return {
    tables: counts.map((own, t) => fitEvenTable(own, meanOf(own, meanOfBin(t % BINS)), BELIEF)),
    shrink: Int8Array.from(short, (sum, i) =>
      Math.max(-16, Math.min(16, Math.round((32 * sum) / ((met[i] as number) + BELIEF)))),
    ),
  }
}

function meanOf(counts: Float64Array, expected: number): number {
  let [sum, n] = [expected * BELIEF, BELIEF]
  for (let q = 0; q < counts.length; q++) {
    sum += q * (counts[q] as number)
    n += counts[q] as number
  }
  return sum / n
}
