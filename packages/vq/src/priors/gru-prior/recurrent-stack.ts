import { type GruWeights, gruSequence, NamedWeights, orthogonal, type Rng } from '@ae/core'
import * as tf from '@tensorflow/tfjs'
import { lookupCodes } from '../../codebook/lookup-codes'
import { logitsStart } from '../logits-start'
import type { ResolvedGRUPriorConfig } from './config'

/** What it takes to make a {@link RecurrentStack}. */
export interface RecurrentStackRequest extends Omit<ResolvedGRUPriorConfig, 'seed'> {
  /** Where the initial weights come from. */
  readonly rng: Rng
}

/** What a stretch of a sequence gives. */
export interface RecurrentStretch {
  /** [B, T, K] */
  readonly logits: tf.Tensor
  /** Where each layer stands after it, [B, H]. */
  readonly states: readonly tf.Tensor2D[]
}

/** Recurrent layers on top of each other, from the code before to the logits of the next. */
export class RecurrentStack {
  /** Every weight under its name. */
  readonly weights: Readonly<Record<string, tf.Variable>>
  readonly #owner: NamedWeights
  /** [K + 1, D]; the last stands before every sequence. */
  readonly #embedding: tf.Variable
  /** [classes, D]; undefined without classes. */
  readonly #classes: tf.Variable | undefined
  readonly #layers: readonly GruWeights[]
  readonly #output: { readonly kernel: tf.Variable; readonly bias: tf.Variable }

  constructor({ codebookSize, classes, embeddingDim, units, rng }: RecurrentStackRequest) {
    const weights = new NamedWeights(rng)
    this.#owner = weights
    this.#embedding = weights.create('embedding', { shape: [codebookSize + 1, embeddingDim] })
    this.#classes = classes === 0 ? undefined : weights.create('class', { shape: [classes, embeddingDim] })
    this.#layers = units.map((width, i) => ({
      kernel: weights.create(`layer-${i}/kernel`, {
        shape: [units[i - 1] ?? embeddingDim, 3 * width],
      }) as tf.Variable<tf.Rank.R2>,
      recurrentKernel: weights.create(`layer-${i}/recurrent-kernel`, {
        shape: [width, 3 * width],
        start: orthogonal,
      }) as tf.Variable<tf.Rank.R2>,
      bias: weights.bias(`layer-${i}/bias`, 3 * width) as tf.Variable<tf.Rank.R1>,
    }))
    this.#output = {
      kernel: weights.create('logits/kernel', {
        shape: [units.at(-1) ?? 1, codebookSize],
        start: logitsStart,
      }),
      bias: weights.bias('logits/bias', codebookSize),
    }
    this.weights = weights.all
  }

  /**
   * Goes on from where the layers stand.
   *
   * @param previous the code before each, int32 [B, T]; `codebookSize` before the first
   * @param states   of each layer; empty at the start of a sequence
   */
  run(
    previous: tf.Tensor,
    label: tf.Tensor | undefined,
    states: readonly tf.Tensor2D[] = [],
  ): RecurrentStretch {
    const [batch = 0, length = 0] = previous.shape
    const last: tf.Tensor2D[] = []
    let x = lookupCodes(this.#embedding, previous) as tf.Tensor3D
    if (this.#classes !== undefined && label !== undefined) {
      x = x.add(lookupCodes(this.#classes, label.toInt()).expandDims(1))
    }
    this.#layers.forEach((layer, i) => {
      const initialState = states[i]
      x = gruSequence(x, layer, initialState === undefined ? {} : { initialState })
      const units = x.shape[2]
      last.push(x.slice([0, length - 1, 0], [batch, 1, units]).reshape([batch, units]))
    })
    const rows = x.reshape<tf.Tensor2D>([batch * length, x.shape[2]])
    const logits = tf.matMul(rows, this.#output.kernel as tf.Tensor2D).add(this.#output.bias)
    return { logits: logits.reshape([batch, length, -1]), states: last }
  }

  dispose(): void {
    this.#owner.dispose()
  }
}
