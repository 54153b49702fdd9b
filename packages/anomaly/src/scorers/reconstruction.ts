import { AeError, type Disposable, show } from '@ae/core'
import type { EncodedRows } from '../table/rows'
import type { CodeNetworks } from './code-networks'
import { meanSurprises, type RankReference, rankReference, storedReference, type Vote } from './ranks'
import type { RowScorer, StoredArray, StoredScorer } from './row-scorer'
import { overBlocks, rowSums } from './row-sums'
import { storedArray } from './stored-parts'

/** A trained network that says how far rows are from what it makes of them. */
export interface Reconstructor extends Disposable {
  /** Its networks, for a file. */
  readonly networks: CodeNetworks
  /** Squared errors of each number, [count, width]; the same for the same row. */
  squaredErrors(rows: EncodedRows): Promise<ArrayLike<number>>
}

/** A network with what was measured on held-out normal rows. */
export interface ReconstructionMember {
  /** The network; the scorer's. */
  readonly network: Reconstructor
  /** Root of the mean squared error of each number, [width]; positive. */
  readonly deviations: Float32Array
  /** Scores of the held-out rows. */
  readonly reference: RankReference
}

/** What a {@link ReconstructionScorer} consists of. */
export interface ReconstructionParts {
  /** Its kind: `autoencoder`, `vae`. */
  readonly kind: string
  /** Numbers in a row. */
  readonly width: number
  /** At least one. */
  readonly members: readonly ReconstructionMember[]
  /** Plain JSON that its kind needs beside them. */
  readonly config: Readonly<Record<string, unknown>>
}

/** Deviations are at least this: numbers that were always alike must not count without bound. */
const LEAST_DEVIATION = 0.01

/**
 * How far rows are from what networks make of them: `Σ_j e_j² / σ_j²`, where σ_j is what is usual for number j on held-out normal
 * rows, so that no number counts more because it is harder. Several networks vote, each by how surprising
 * its score is among those of held-out rows.
 */
export class ReconstructionScorer implements RowScorer {
  readonly kind: string
  readonly width: number
  readonly #parts: ReconstructionParts

  constructor(parts: ReconstructionParts) {
    this.#parts = parts
    this.kind = parts.kind
    this.width = parts.width
  }

  /** With one network its score, with several the mean surprise. */
  async score(rows: EncodedRows): Promise<Float64Array> {
    const { members } = this.#parts
    const votes: (Vote & { readonly scores: Float64Array })[] = []
    for (const { network, deviations, reference } of members) {
      votes.push({ reference, scores: rowSums(await standardised(network, deviations, rows), this.width) })
    }
    return members.length === 1 ? (votes[0]?.scores ?? new Float64Array(0)) : meanSurprises(votes)
  }

  /** Standardised squared errors, averaged over the networks. */
  async contributions(rows: EncodedRows): Promise<Float64Array> {
    const { members } = this.#parts
    const sums = new Float64Array(rows.values.length)
    for (const { network, deviations } of members) {
      const values = await standardised(network, deviations, rows)
      values.forEach((value, i) => {
        sums[i] = (sums[i] ?? 0) + value / members.length
      })
    }
    return sums
  }

  store(): StoredScorer {
    const { kind, members, config } = this.#parts
    const arrays = members.flatMap(({ deviations, reference: { sorted } }, i): [string, StoredArray][] => [
      [`deviations-${i}`, { shape: [deviations.length], data: deviations }],
      [`reference-${i}`, { shape: [sorted.length], data: sorted }],
    ])
    const networks = members.flatMap(({ network: { networks: own } }, i) => [
      [`encoder-${i}`, own.encoder] as const,
      [`decoder-${i}`, own.decoder] as const,
    ])
    return {
      kind,
      config: { ...config, networks: members.length },
      arrays: Object.fromEntries(arrays),
      networks: Object.fromEntries(networks),
    }
  }

  dispose(): void {
    for (const { network } of this.#parts.members) network.dispose()
  }
}

/**
 * Measures a trained network on held-out normal rows.
 *
 * @param unit whether each number has a deviation of its own, or all have that of all
 * @throws AeError `data` if its errors are not finite: the training has diverged
 */
export async function measured(
  network: Reconstructor,
  heldOut: EncodedRows,
  unit: 'each' | 'common',
): Promise<ReconstructionMember> {
  const { width, count } = heldOut
  const errors = await overBlocks(heldOut, width, (block) => network.squaredErrors(block))
  const sums = new Float64Array(width)
  errors.forEach((error, i) => {
    sums[i % width] = (sums[i % width] ?? 0) + error
  })
  const mean = sums.reduce((total, sum) => total + sum, 0) / width
  const deviations = Float32Array.from(sums, (sum) =>
    Math.max(LEAST_DEVIATION, Math.sqrt((unit === 'each' ? sum : mean) / count)),
  )
  if (!deviations.every(Number.isFinite)) {
    throw new AeError(
      'data',
      'Detector.fit: expected finite errors on held-out rows. Received: NaN or infinity.',
      {
        hint: 'the training has diverged: a smaller `learningRate`.',
      },
    )
  }
  const scores = rowSums(await standardised(network, deviations, heldOut), width)
  return { network, deviations, reference: rankReference(scores) }
}

/**
 * What a file says of a member beside its networks.
 *
 * @throws AeError `data`
 */
export function storedMeasures(
  stored: StoredScorer,
  member: number,
  width: number,
): Pick<ReconstructionMember, 'deviations' | 'reference'> {
  const deviations = storedArray(stored, `deviations-${member}`, [width]).data
  const low = deviations.find((value) => value <= 0)
  if (low !== undefined) {
    throw new AeError(
      'data',
      `loadDetector: expected positive deviations in '${stored.kind}'. Received: ${show(low)}.`,
    )
  }
  return { deviations, reference: storedReference(stored, `reference-${member}`) }
}

function standardised(
  network: Reconstructor,
  deviations: Float32Array,
  rows: EncodedRows,
): Promise<Float64Array> {
  return overBlocks(rows, rows.width, async (block) => {
    const errors = await network.squaredErrors(block)
    const values = new Float64Array(errors.length)
    for (let i = 0, k = 0; i < values.length; i++, k = k + 1 === rows.width ? 0 : k + 1) {
      values[i] = (errors[i] ?? Number.NaN) / (deviations[k] ?? 1) ** 2
    }
    return values
  })
}
