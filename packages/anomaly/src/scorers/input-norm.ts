import type { EncodedRows } from '../table/rows'
import type { RowScorer, ScorerRecipe, StoredScorer } from './row-scorer'
import { rowSums } from './row-sums'

/**
 * The squared length of a scaled row: how far it is from the mean of normal rows when nothing is known of how columns hang
 * together. Learns nothing; whoever is not better has learnt nothing, either.
 */
export class InputNormScorer implements RowScorer {
  readonly kind: string = 'input-norm'
  readonly width: number

  constructor(width: number) {
    this.width = width
  }

  async score(rows: EncodedRows): Promise<Float64Array> {
    return rowSums(await this.contributions(rows), this.width)
  }

  async contributions({ values }: EncodedRows): Promise<Float64Array> {
    return Float64Array.from(values, (value) => value ** 2)
  }

  store(): StoredScorer {
    return { kind: this.kind, config: {}, arrays: {}, networks: {} }
  }

  dispose(): void {}
}

/** How an {@link InputNormScorer} is made. */
export const inputNormRecipe: ScorerRecipe = {
  kind: 'input-norm',
  fit: async ({ train }) => new InputNormScorer(train.width),
}
