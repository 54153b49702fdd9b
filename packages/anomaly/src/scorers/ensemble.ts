import { AeError, createRng, requireChoice, requireKnownOptions, show } from '@ae/core'
import type { EncodedRows } from '../table/rows'
import { autoencoderRecipe } from './autoencoder'
import { knnRecipe } from './nearest-neighbour'
import { pcaRecipe } from './pca-residual'
import {
  meanRanks,
  meanSurprises,
  type RankReference,
  rankReference,
  storedReference,
  type Vote,
} from './ranks'
import type { RowScorer, ScorerRecipe, StoredArray, StoredScorer } from './row-scorer'
import { rowSums } from './row-sums'

/** Options of `EnsembleDetector`. */
export interface EnsembleDetectorOptions {
  /** The kinds that vote, at least two. Default: auto-encoder, neighbours and PCA, each as it is by default. */
  readonly members?: readonly ScorerRecipe[]
  /**
   * What each says of a row: its `rank` among held-out normal rows, or its `surprise`, −log of the share of them that scores as
   * much, so that one member who is sure is heard. Default `surprise`.
   */
  readonly vote?: EnsembleVote
}

/** What a member says of a row. */
export type EnsembleVote = 'rank' | 'surprise'

const VOTES = ['rank', 'surprise'] as const

/** A scorer with its scores of held-out normal rows. */
export interface EnsembleMember {
  /** The ensemble's. */
  readonly scorer: RowScorer
  /** What its scores are ranked among. */
  readonly reference: RankReference
}

/** What several scorers say of a row on average: each has one vote, whatever its unit. */
export class EnsembleScorer implements RowScorer {
  readonly kind: string = 'ensemble'
  readonly width: number
  readonly #members: readonly EnsembleMember[]
  readonly #vote: EnsembleVote

  constructor(width: number, members: readonly EnsembleMember[], vote: EnsembleVote) {
    this.width = width
    this.#members = members
    this.#vote = vote
  }

  async score(rows: EncodedRows): Promise<Float64Array> {
    const votes: Vote[] = []
    for (const { scorer, reference } of this.#members) {
      votes.push({ reference, scores: await scorer.score(rows) })
    }
    return this.#vote === 'rank' ? meanRanks(votes) : meanSurprises(votes)
  }

  /** The mean over members of each number's share: units differ between members, shares do not. */
  async contributions(rows: EncodedRows): Promise<Float64Array> {
    const sums = new Float64Array(rows.values.length)
    for (const { scorer } of this.#members) {
      const values = await scorer.contributions(rows)
      const totals = rowSums(values, this.width)
      values.forEach((value, i) => {
        const total = totals[Math.floor(i / this.width)] ?? 0
        if (total > 0) sums[i] = (sums[i] ?? 0) + value / total / this.#members.length
      })
    }
    return sums
  }

  store(): StoredScorer {
    const stored = this.#members.map(({ scorer }) => scorer.store())
    const prefixed = <T>(record: Readonly<Record<string, T>>, i: number): [string, T][] =>
      Object.entries(record).map(([name, value]) => [`${i}.${name}`, value])
    const references = this.#members.map(({ reference: { sorted } }, i): [string, StoredArray] => [
      `reference-${i}`,
      { shape: [sorted.length], data: sorted },
    ])
    return {
      kind: this.kind,
      config: { vote: this.#vote, members: stored.map(({ kind, config }) => ({ kind, config })) },
      arrays: Object.fromEntries([...references, ...stored.flatMap(({ arrays }, i) => prefixed(arrays, i))]),
      networks: Object.fromEntries(stored.flatMap(({ networks }, i) => prefixed(networks, i))),
    }
  }

  dispose(): void {
    for (const { scorer } of this.#members) scorer.dispose()
  }
}

/** Who votes where nobody is named: what bends, what is near, what is straight. */
export function defaultMembers(): readonly ScorerRecipe[] {
  return [autoencoderRecipe({}), knnRecipe({}), pcaRecipe({})]
}

/**
 * How an {@link EnsembleScorer} is made. If one member fails, all are freed.
 *
 * @throws AeError `config`
 */
export function ensembleRecipe(options: EnsembleDetectorOptions): ScorerRecipe {
  const subject = 'EnsembleDetector'
  requireKnownOptions(subject, options, ['members', 'vote'])
  const recipes = options.members ?? defaultMembers()
  const vote = requireChoice(subject, 'vote', options.vote ?? 'surprise', VOTES)
  const valid = Array.isArray(recipes) && recipes.every((recipe) => typeof recipe?.fit === 'function')
  if (!valid || recipes.length < 2) {
    throw new AeError(
      'config',
      `${subject}: \`members\` must be at least two recipes. Received: ${show(recipes)}.`,
      {
        hint: '[AutoencoderDetector.recipe(), KNNDetector.recipe()], say.',
      },
    )
  }
  return {
    kind: 'ensemble',
    async fit({ train, heldOut, seed }) {
      if (heldOut.count < 2) {
        throw new AeError(
          'config',
          `${subject}: \`heldOut\` must leave at least 2 rows. Received: ${heldOut.count}.`,
          {
            hint: 'ranks are taken among rows that were not learnt from.',
          },
        )
      }
      const members: EnsembleMember[] = []
      try {
        for (const [i, recipe] of recipes.entries()) {
          const own = createRng(seed)
            .fork(`member ${i}`)
            .integer(2 ** 31)
          const scorer = await recipe.fit({ train, heldOut, seed: own })
          // In the list before its scores are taken: it is freed if they fail.
          members.push({ scorer, reference: rankReference([]) })
          members[i] = { scorer, reference: rankReference(await scorer.score(heldOut)) }
        }
        return new EnsembleScorer(train.width, members, vote)
      } catch (error) {
        for (const { scorer } of members) scorer.dispose()
        throw error
      }
    },
  }
}

/**
 * From a file.
 *
 * @param restore reads a member
 * @throws AeError `data`
 */
export function restoreEnsemble(
  stored: StoredScorer,
  width: number,
  restore: (member: StoredScorer, width: number) => RowScorer,
): EnsembleScorer {
  const vote = VOTES.find((known) => known === stored.config.vote)
  const listed = stored.config.members
  const members: readonly unknown[] = Array.isArray(listed) ? listed : []
  if (vote === undefined || members.length < 2) {
    throw new AeError(
      'data',
      `loadDetector: expected a vote and members of an ensemble. Received: ${show(stored.config.vote)} and ${show(listed)}.`,
    )
  }
  const restored: EnsembleMember[] = []
  try {
    members.forEach((member, i) => {
      const { kind, config } = (member ?? {}) as Partial<StoredScorer>
      const own = <T>(record: Readonly<Record<string, T>>): Readonly<Record<string, T>> =>
        Object.fromEntries(
          Object.entries(record)
            .filter(([name]) => name.startsWith(`${i}.`))
            .map(([name, value]) => [name.slice(`${i}.`.length), value]),
        )
      const reference = storedReference(stored, `reference-${i}`)
      const parts = {
        kind: kind ?? '',
        config: config ?? {},
        arrays: own(stored.arrays),
        networks: own(stored.networks),
      }
      restored.push({ reference, scorer: restore(parts, width) })
    })
    return new EnsembleScorer(width, restored, vote)
  } catch (error) {
    for (const { scorer } of restored) scorer.dispose()
    throw error
  }
}
