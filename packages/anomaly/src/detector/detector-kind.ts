import {
  AeError,
  createRng,
  type Rng,
  requireChoice,
  requireNumber,
  requirePositiveInteger,
  show,
} from '@ae/core'
import { copyNetworks } from '../scorers/copy-networks'
import type { RowScorer, ScorerData, ScorerRecipe, StoredScorer } from '../scorers/row-scorer'
import { FrontEnd, type FrontEndOptions } from '../table/front-end'
import { countRows, type EncodedRows, pickRows, type Rows } from '../table/rows'
import { fitThreshold } from '../thresholds/fit-threshold'
import type { UnlabelledRule } from '../thresholds/threshold-rule'
import { Detector, type DetectorParts, roundedScores } from './detector'

/** What every kind of detector is fitted with. */
export interface DetectorOptions {
  /** Share of the normal rows that thresholds and errors are measured on, in [0, 1); 0 leaves no threshold. Default .2. */
  readonly heldOut?: number
  /**
   * Which rows these are. `last`: for rows in the order of time, of which neighbours are alike, so that a random part would be known
   * already. Default `random`.
   */
  readonly heldOutPart?: 'random' | 'last'
  /** Rows between those learnt from and the last ones, used for neither: of windows that overlap, one less than their steps. Default 0. */
  readonly gap?: number
  /** How the threshold is found from the held-out rows' scores. Default `{ kind: 'auto' }`: 5 % of normal rows. */
  readonly threshold?: UnlabelledRule
  /**
   * Share of the rows, in [0, .5], that are taken for anomalies that got among the normal ones: after a first fit those with the
   * highest scores are left out, and a second one follows. Scales are still those of all rows. If what was left out was normal
   * after all, it is flagged: `threshold.falseAlarms` is the most that it can be then, and `probability` too high. Default 0.
   */
  readonly trim?: number
  /** How rows become numbers, or what has been fitted already. Default: schema inferred, standardised, clipped at 8. */
  readonly frontEnd?: FrontEndOptions | FrontEnd
  /** Where all randomness comes from. Default 0. */
  readonly seed?: number
}

/** A kind of detector, with options of its own. */
export interface DetectorKind<O extends object> {
  /** Its tag: `isolation-forest`. */
  readonly kind: string
  /**
   * A detector fitted to normal rows, the caller's. Rows are split at random: most are learnt from, and the rest say where the
   * threshold is and, with networks, how large errors are.
   *
   * @throws AeError `config` on a bad option, `data` or `shape` for rows that cannot be learnt from; nothing is left behind
   */
  fit(rows: Rows, options?: O & DetectorOptions): Promise<Detector>
  /**
   * A new detector for rows that have changed since: scaled as before, so that scores stay comparable, with a threshold from the new
   * rows. Networks of `autoencoder` and `vae` learn on from where they were, in fewer `steps`; other kinds are fitted anew. The old
   * detector stays the caller's, as it is.
   *
   * @param rows normal ones, old ones among them unless they are to be forgotten
   * @param options as for `fit`; how many networks there are, and of which sizes, is as before
   * @throws AeError as `fit`, and `config` for a detector of another kind, `state` after its `dispose`
   */
  refit(detector: Detector, rows: Rows, options?: O & Omit<DetectorOptions, 'frontEnd'>): Promise<Detector>
  /** The kind with its options, as a member of an ensemble. */
  recipe(options?: O): ScorerRecipe
}

const OPTIONS = ['heldOut', 'heldOutPart', 'gap', 'threshold', 'trim', 'frontEnd', 'seed'] as const

const PARTS = ['random', 'last'] as const

/** What a rule is tried on: as many scores as every rule can be followed with. */
const TRIAL_SCORES = Float64Array.from({ length: 1000 }, (_, i) => i)

/** Rows on either side of a split, at least. */
const LEAST_ROWS = 2

/** A kind of detector, from its recipe. */
export function detectorKind<O extends object>(
  kind: string,
  recipe: (options: O) => ScorerRecipe,
): DetectorKind<O> {
  // Without an option that must be given, none is as good as an empty list of them.
  const none = {} as O
  return Object.freeze({
    kind,
    recipe: (options: O = none) => recipe(options),
    fit: async (rows: Rows, options: O & DetectorOptions = none) => {
      const { own, common } = splitOptions<O>(options)
      return fitDetector(rows, recipe(own), common)
    },
    refit: async (detector: Detector, rows: Rows, options: O & Omit<DetectorOptions, 'frontEnd'> = none) => {
      const { own, common } = splitOptions<O>(options)
      return fitDetector(rows, goingOn(recipe(own), detector), { ...common, frontEnd: detector.frontEnd })
    },
  })
}

function splitOptions<O extends object>(
  options: O & DetectorOptions,
): {
  readonly own: O
  readonly common: DetectorOptions
} {
  const isCommon = (key: string): boolean => OPTIONS.some((option) => option === key)
  const entries = Object.entries(options ?? {})
  return {
    // What the kind does not know is found by its own recipe.
    own: Object.fromEntries(entries.filter(([key]) => !isCommon(key))) as O,
    common: Object.fromEntries(entries.filter(([key]) => isCommon(key))),
  }
}

/** A recipe that starts from what a detector has learnt. */
function goingOn(recipe: ScorerRecipe, detector: Detector): ScorerRecipe {
  if (detector.kind !== recipe.kind) {
    throw new AeError(
      'config',
      `Detector.refit: expected a detector of kind '${recipe.kind}'. Received: '${detector.kind}'.`,
    )
  }
  // Each fit has a copy of its own: what is learnt must not change the old one.
  const from = async (): Promise<StoredScorer> => {
    const stored = detector.store()
    return { ...stored, networks: await copyNetworks(stored.networks) }
  }
  return { kind: recipe.kind, fit: (data) => recipe.fit({ ...data, from }) }
}

async function fitDetector(rows: Rows, recipe: ScorerRecipe, options: DetectorOptions): Promise<Detector> {
  const subject = 'Detector.fit'
  const { threshold: rule = { kind: 'auto' }, seed = 0 } = options
  const plan = splitPlan(subject, options)
  const trim = requireNumber(subject, 'trim', options.trim ?? 0, { min: 0, max: 0.5 })
  const rng = createRng(seed).fork('held-out rows')
  // A rule that cannot be followed is found before anything is trained.
  fitThreshold(TRIAL_SCORES, rule)
  const order = splitRows(countRows(subject, rows), plan, rng)
  const frontEnd =
    options.frontEnd instanceof FrontEnd
      ? options.frontEnd
      : FrontEnd.fit(subject, rows, { options: options.frontEnd ?? {}, learnt: order.train })
  const encoded = frontEnd.encode(subject, rows)
  const split = { train: pickRows(encoded, order.train), heldOut: pickRows(encoded, order.heldOut) }
  const { train, heldOut } = trim === 0 ? split : await trimmed(split, { recipe, trim, seed })
  const scorer = await recipe.fit({ train, heldOut, seed })
  try {
    return new Detector({ frontEnd, scorer, ...(await measuresOf(scorer, heldOut, { rule, trim })) })
  } catch (error) {
    scorer.dispose()
    throw error
  }
}

/** Both parts without the rows that a scorer fitted to all of them finds the most anomalous. */
async function trimmed(
  { train, heldOut }: Omit<ScorerData, 'seed' | 'from'>,
  { recipe, trim, seed }: { readonly recipe: ScorerRecipe; readonly trim: number; readonly seed: number },
): Promise<Omit<ScorerData, 'seed' | 'from'>> {
  const scorer = await recipe.fit({ train, heldOut, seed })
  try {
    const keep = async (rows: EncodedRows): Promise<EncodedRows> => {
      if (rows.count === 0) return rows
      const scores = await scorer.score(rows)
      const order = Array.from(scores.keys()).sort((a, b) => (scores[a] ?? 0) - (scores[b] ?? 0) || a - b)
      const kept = order.slice(0, Math.max(LEAST_ROWS, rows.count - Math.round(trim * rows.count)))
      return pickRows(
        rows,
        kept.sort((a, b) => a - b),
      )
    }
    return { train: await keep(train), heldOut: await keep(heldOut) }
  } finally {
    scorer.dispose()
  }
}

interface Split {
  /** Numbers of rows to learn from. */
  readonly train: Int32Array
  /** Numbers of the others. */
  readonly heldOut: Int32Array
}

/** How rows are split. */
type SplitPlan = Required<Pick<DetectorOptions, 'heldOut' | 'heldOutPart' | 'gap'>>

function splitPlan(subject: string, { heldOut, heldOutPart, gap = 0 }: DetectorOptions): SplitPlan {
  if (gap !== 0 && heldOutPart !== 'last') {
    throw new AeError(
      'config',
      `${subject}: \`gap\` must be 0 where rows are held out at random. Received: ${show(gap)}.`,
    )
  }
  return {
    heldOut: requireNumber(subject, 'heldOut', heldOut ?? 0.2, { min: 0, below: 1 }),
    heldOutPart: requireChoice(subject, 'heldOutPart', heldOutPart ?? 'random', PARTS),
    gap: gap === 0 ? 0 : requirePositiveInteger(subject, 'gap', gap),
  }
}

/** Rows in two parts. */
function splitRows(count: number, { heldOut: share, heldOutPart, gap }: SplitPlan, rng: Rng): Split {
  const held = share === 0 ? 0 : Math.max(LEAST_ROWS, Math.round(share * count))
  const between = held > 0 && heldOutPart === 'last' ? gap : 0
  if (count - held - between < LEAST_ROWS) {
    const unused = between > 0 ? `, ${between} between them and the others` : ''
    throw new AeError(
      'data',
      `Detector.fit: expected at least ${held + between + LEAST_ROWS} normal rows, ${held} of them held out${unused}. Received: ${count}.`,
    )
  }
  // In their own order where all are learnt from, or the last ones are held out.
  const inOrder = held === 0 || heldOutPart === 'last'
  const order = inOrder ? Int32Array.from({ length: count }, (_, row) => row) : rng.permutation(count)
  if (!inOrder) return { train: order.subarray(held), heldOut: order.subarray(0, held) }
  return { train: order.subarray(0, count - held - between), heldOut: order.subarray(count - held) }
}

async function measuresOf(
  scorer: RowScorer,
  heldOut: EncodedRows,
  { rule, trim }: { readonly rule: UnlabelledRule; readonly trim: number },
): Promise<Pick<DetectorParts, 'threshold' | 'normalScores'>> {
  if (heldOut.count === 0) return {}
  const scores = roundedScores(scorer.kind, await scorer.score(heldOut))
  const threshold = fitThreshold(scores, rule)
  // What was left out is above, and may have been normal.
  const falseAlarms = trim + (1 - trim) * threshold.falseAlarms
  return { threshold: { ...threshold, falseAlarms }, normalScores: Float32Array.from(scores).sort() }
}
