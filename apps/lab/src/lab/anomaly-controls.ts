import { AutoencoderDetector, FrontEnd, findLeaks, type NumberRows } from '@ae/anomaly'
import type { Bar, Lab } from './experiment'
import { type Measured, measureDetector, shuffledArea, testNumbers } from './measure-detector'

/** What the controls are about. */
export interface ControlledRun {
  /** Name of the set, before the metrics. */
  readonly name: string
  /** Normal rows. */
  readonly train: NumberRows
  /** Both kinds. */
  readonly test: NumberRows
  /** Of the rows to test with. */
  readonly labels: ArrayLike<number>
  /** What the detector found. */
  readonly measured: Measured
  /** What copying has to cost. Default: it is only reported; a wide table leaves a code of any width too much to miss. */
  readonly copierLoss?: { readonly full?: Bar; readonly quick?: Bar }
}

/** A network that can copy: wider than any row here, without noise worth the name, and trained for long. */
const COPIER = { hiddenUnits: [128, 64], noise: 1e-6, networks: 1 } as const
/** Steps of the copier, in a full run and in a quick one. */
const COPIER_STEPS = { full: 6000, quick: 800 }
/** A code is this many times as wide as the row. */
const COPIER_CODE = 2

/**
 * What must fail: labels that say nothing, a scaler that was set with the rows to test with. And what costs: a code as wide as the
 * row without noise.
 */
export async function reportControls(lab: Lab, run: ControlledRun): Promise<void> {
  const { name, train, test, labels, measured } = run
  lab.report(`${name}-shuffled-labels`, shuffledArea(measured.scores, labels, lab.seed), {
    full: { min: 0.48, max: 0.52 },
    quick: { min: 0.48, max: 0.52 },
  })
  const values = new Float32Array(train.values.length + test.values.length)
  values.set(train.values)
  values.set(test.values, train.values.length)
  const together = { values, width: train.width }
  const kinds = (frontEnd: FrontEnd): readonly string[] =>
    findLeaks({ train, test, labels, frontEnd }).map(({ kind }) => kind)
  const caught = kinds(FrontEnd.fit('lab', together)).includes('scaler-on-test')
  const quiet = !kinds(FrontEnd.fit('lab', train)).includes('scaler-on-test')
  lab.report(`${name}-leak-caught`, Number(caught && quiet), { full: { min: 1 }, quick: { min: 1 } })
  const copier = await AutoencoderDetector.fit(train, {
    ...COPIER,
    latentDim: COPIER_CODE * train.width,
    steps: lab.quick ? COPIER_STEPS.quick : COPIER_STEPS.full,
    seed: lab.seed,
  })
  const { area } = await measureDetector(copier, testNumbers(test.values as Float32Array, test.width, labels))
  copier.dispose()
  lab.report(`${name}-copier-auroc`, area)
  lab.report(`${name}-copier-loss`, measured.area - area, run.copierLoss ?? {})
}
