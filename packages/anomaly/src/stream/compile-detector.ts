import { AeError, compileDense, type Network, requireKnownOptions, show } from '@ae/core'
import { type Detector, roundedScores } from '../detector/detector'
import { meanSurprises } from '../scorers/ranks'
import type { StoredScorer } from '../scorers/row-scorer'
import type { Row } from '../table/rows'

/** Makes one call of a network of dense layers: rows in, rows out, both flat. `compileScorer` of @ae/wasm is one. */
export type CompileNetwork = (network: Network) => Promise<(rows: ArrayLike<number>) => Float32Array>

/** Options of {@link compileDetector}. */
export interface CompileDetectorOptions {
  /** Default: `compileDense` of @ae/core, which needs no WebAssembly. */
  readonly compile?: CompileNetwork
}

/** What a compiled detector says of a row. */
export interface PushedRow {
  /** Higher = more anomalous. */
  readonly score: number
  /** Whether the score is above the detector's threshold; undefined without one. */
  readonly anomalous: boolean | undefined
}

/** A detector as one call a row. */
export interface CompiledDetector {
  /**
   * Score and decision of one row, at once.
   *
   * @throws AeError `data` or `shape` for a row that the schema does not fit, `data` if the score is not finite
   */
  push(row: Row): PushedRow
}

/** Scores of one scaled row. */
type ScoreRow = (row: Float32Array) => number

/**
 * A detector without tensors, backend and waiting, for rows that come one at a time. Its networks are copied: what is trained or
 * disposed afterwards does not change it; thresholds are the detector's own at each call.
 *
 * Scores are those of `detector.score` but for rounding. For many rows together `detectStream` is faster.
 *
 * @throws AeError `config` for a kind that is not compiled (all but `autoencoder` and `input-norm`), or a network of other layers
 * than dense ones; `state` after `dispose`
 * @example
 * const detector = await InputNormDetector.fit([[1, 2], [1.1, 2.2], [0.9, 1.8], [1, 2.1], [1.2, 2.3], [0.8, 1.7], [1, 1.9], [1.1, 2]])
 * const { push } = await compileDetector(detector)
 * const { score, anomalous } = push([1, -9])
 */
export async function compileDetector(
  detector: Detector,
  options: CompileDetectorOptions = {},
): Promise<CompiledDetector> {
  requireKnownOptions('compileDetector', options, ['compile'])
  const score = await compiled(detector.store(), options.compile ?? compileDense)
  const { frontEnd } = detector
  return {
    push(row) {
      const [value = Number.NaN] = roundedScores(
        detector.kind,
        Float64Array.of(score(frontEnd.encode('CompiledDetector.push', [row]).values)),
      )
      const threshold = detector.threshold?.value
      return { score: value, anomalous: threshold === undefined ? undefined : value > threshold }
    },
  }
}

function compiled(stored: StoredScorer, compile: CompileNetwork): Promise<ScoreRow> {
  if (stored.kind === 'input-norm') return Promise.resolve(squaredLength)
  if (stored.kind === 'autoencoder') return compiledAutoencoder(stored, compile)
  throw new AeError(
    'config',
    `compileDetector: expected a detector of kind 'autoencoder' or 'input-norm'. Received: ${show(stored.kind)}.`,
    { hint: '`detectStream` takes every kind.' },
  )
}

const squaredLength: ScoreRow = (row) => row.reduce((sum, value) => sum + value ** 2, 0)

async function compiledAutoencoder(
  { arrays, networks }: StoredScorer,
  compile: CompileNetwork,
): Promise<ScoreRow> {
  const members: { readonly score: ScoreRow; readonly reference: { readonly sorted: Float32Array } }[] = []
  for (let i = 0; ; i++) {
    const [encoder, decoder] = [networks[`encoder-${i}`], networks[`decoder-${i}`]]
    const [deviations, reference] = [arrays[`deviations-${i}`], arrays[`reference-${i}`]]
    if (encoder === undefined || decoder === undefined || deviations === undefined || reference === undefined)
      break
    const [encode, decode] = [await compile(encoder), await compile(decoder)]
    const score: ScoreRow = (row) => {
      const made = decode(encode(row))
      let sum = 0
      for (let k = 0; k < row.length; k++) {
        sum += (((row[k] ?? 0) - (made[k] ?? 0)) / (deviations.data[k] ?? 1)) ** 2
      }
      return sum
    }
    members.push({ score, reference: { sorted: reference.data } })
  }
  const [first] = members
  if (members.length === 1 && first !== undefined) return first.score
  return (row) => {
    const [mean = Number.NaN] = meanSurprises(
      members.map(({ score, reference }) => ({ reference, scores: [score(row)] })),
    )
    return mean
  }
}
