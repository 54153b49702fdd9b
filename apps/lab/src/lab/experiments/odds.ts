import {
  AutoencoderDetector,
  auroc,
  type Detector,
  EnsembleDetector,
  InputNormDetector,
  IsolationForestDetector,
  KNNDetector,
  MahalanobisDetector,
  PCADetector,
  type ScorerRecipe,
} from '@ae/anomaly'
import { createRng } from '@ae/core'
import type { AdbenchName } from '@ae/datasets'
import type { Experiment, Lab } from '../experiment'
import {
  adbenchTable,
  curvedTable,
  type LabelledTable,
  type NormalSplit,
  splitNormals,
} from '../labelled-tables'

/** All sets of ADBench that lie here but smtp, whose 30 anomalies among 95,156 rows are a matter of the draw. */
const SETS: readonly AdbenchName[] = [
  'annthyroid',
  'breastw',
  'cardio',
  'Cardiotocography',
  'cover',
  'fault',
  'glass',
  'Hepatitis',
  'http',
  'InternetAds',
  'landsat',
  'letter',
  'Lymphography',
  'mnist',
  'musk',
  'PageBlocks',
  'pendigits',
  'Pima',
  'satellite',
  'satimage-2',
  'shuttle',
  'skin',
  'SpamBase',
  'thyroid',
  'vertebral',
  'Waveform',
  'WBC',
  'WDBC',
  'Wilt',
  'wine',
  'WPBC',
  'yeast',
]

/** Rows of a set, at most, as the twin has them. */
const MOST_ROWS = 20_000
/** Draws of rows, splits and weights. */
const SEEDS = 3
/** Normal rows of the synthetic set. */
const QUICK_ROWS = 2000
/** Steps of a network in a quick run, and how fast it goes. */
const QUICK = { steps: 500, learningRate: 0.003 }

/** What is measured of each set. */
type Areas = Readonly<Record<string, number>>

/**
 * Detectors on the tables that anomaly detection is compared on: learnt from normal rows alone, one configuration for all, no
 * choice made with labels. Means of the twin in PyTorch and scikit-learn: auto-encoder .835, nearest neighbours .868,
 * Mahalanobis .830, isolation forest .814, PCA .806, input norm .783.
 */
export const odds: Experiment = {
  name: 'odds',
  claim:
    'whether an auto-encoder pays on tables, beside neighbours, Mahalanobis, isolation forest, PCA and the input norm',
  data: 'ADBench (32 sets)',
  async run(lab) {
    const tables = lab.dataDir === undefined ? ['curve' as const] : SETS
    const rows: { readonly name: string; readonly areas: Areas }[] = []
    for (const name of tables) {
      const table =
        name === 'curve' || lab.dataDir === undefined
          ? curvedTable(QUICK_ROWS, lab.seed)
          : await adbenchTable(name, lab.dataDir)
      const areas = await meanAreas(lab, table)
      for (const [detector, area] of Object.entries(areas)) lab.report(`${name}-${detector}`, area)
      rows.push({ name, areas })
    }
    report(
      lab,
      rows.map(({ areas }) => areas),
    )
    lab.picture({
      heading: 'Areas under the ROC curve',
      table: {
        columns: ['set', ...Object.keys(rows[0]?.areas ?? {})],
        rows: rows.map(({ name, areas }) => [name, ...Object.values(areas).map((area) => area.toFixed(3))]),
      },
    })
  },
}

function report(lab: Lab, all: readonly Areas[]): void {
  const mean = (detector: string): number =>
    all.reduce((sum, areas) => sum + (areas[detector] ?? Number.NaN), 0) / all.length
  const bars = {
    autoencoder: { full: { min: 0.835 }, quick: { min: 0.95 } },
    ensemble: { full: { min: 0.87 }, quick: { min: 0.95 } },
    'shuffled-labels': { full: { min: 0.48, max: 0.52 }, quick: { min: 0.46, max: 0.54 } },
  } as const
  for (const detector of Object.keys(all[0] ?? {})) {
    const bar = detector in bars ? bars[detector as keyof typeof bars] : {}
    lab.report(`mean-${detector}`, mean(detector), bar)
  }
  lab.report('ensemble-minus-knn', mean('ensemble') - mean('knn'), { full: { min: 0 } })
  // What knows only how each column is spread must fail where columns are alike one by one.
  lab.report('autoencoder-minus-input-norm', mean('autoencoder') - mean('input-norm'), {
    quick: { min: 0.2 },
  })
}

async function meanAreas(lab: Lab, table: LabelledTable): Promise<Areas> {
  const sums: Record<string, number> = {}
  const seeds = lab.quick ? 1 : SEEDS
  for (let i = 0; i < seeds; i++) {
    lab.progress(`${table.name}  ${i + 1} of ${seeds}`)
    const areas = await areasOf(lab, splitNormals(table, MOST_ROWS, lab.seed + i), lab.seed + i)
    for (const [detector, area] of Object.entries(areas))
      sums[detector] = (sums[detector] ?? 0) + area / seeds
  }
  return sums
}

async function areasOf({ quick }: Lab, { train, test, labels }: NormalSplit, seed: number): Promise<Areas> {
  const area = async (detector: Detector): Promise<number> =>
    auroc({ scores: await detector.score(test), labels })
  const autoencoder = await AutoencoderDetector.fit(train, { seed, ...(quick ? QUICK : {}) })
  // The default ensemble's members, but for the auto-encoder, which is there already.
  const members = [borrowed(autoencoder), KNNDetector.recipe(), PCADetector.recipe()]
  const ensemble = await EnsembleDetector.fit(train, { seed, members })
  const learnt = { autoencoder: await area(autoencoder), ensemble: await area(ensemble) }
  const shuffled = createRng(seed).fork('labels').permutation(labels.length)
  const control = auroc({
    scores: await autoencoder.score(test),
    labels: Array.from(shuffled, (row) => labels[row] ?? 0),
  })
  ensemble.dispose()
  autoencoder.dispose()
  const baselines: Record<string, number> = {}
  for (const kind of [
    KNNDetector,
    MahalanobisDetector,
    IsolationForestDetector,
    PCADetector,
    InputNormDetector,
  ]) {
    // They measure no errors of their own, so they have all rows to learn from.
    const detector = await kind.fit(train, { seed, heldOut: 0 })
    baselines[kind.kind] = await area(detector)
    detector.dispose()
  }
  return { ...learnt, ...baselines, 'shuffled-labels': control }
}

/** A detector that is there already as a member: the same seed holds the same rows out for both. */
function borrowed({ scorer }: Detector): ScorerRecipe {
  return {
    kind: scorer.kind,
    fit: () =>
      Promise.resolve({
        kind: scorer.kind,
        width: scorer.width,
        score: (rows) => scorer.score(rows),
        contributions: (rows) => scorer.contributions(rows),
        store: () => scorer.store(),
        dispose: () => {},
      }),
  }
}
