import { heNormal, type Initializer, NamedWeights, ones, type Rng, type StepContext } from '@ae/core'
import * as tf from '@tensorflow/tfjs'
import { SPECIAL_TOKENS } from '../tokens/vocabulary'
import { attention } from './attention'
import { dropout } from './dropout'
import { type LayerNormWeights, layerNorm } from './layer-norm'

/** Sizes of a {@link Transformer}. */
export interface TransformerSizes {
  /** V: numbers of tokens are below it. */
  readonly vocabularySize: number
  /** Most tokens in a row. */
  readonly length: number
  /** D: numbers that stand for a token. */
  readonly width: number
  /** Parts of D that look at a row by themselves. */
  readonly heads: number
  /** Layers, one on the other. */
  readonly layers: number
  /** Hidden units of the perceptron at each place. */
  readonly hiddenUnits: number
  /** Share of values that are left out in training. */
  readonly dropout: number
}

/** A matrix and what is added. */
interface Affine {
  readonly kernel: tf.Variable
  readonly bias: tf.Variable
}

interface Layer {
  readonly before: LayerNormWeights
  readonly queries: Affine
  readonly keys: Affine
  readonly values: Affine
  readonly gathered: Affine
  readonly between: LayerNormWeights
  readonly hidden: Affine
  readonly output: Affine
}

/** Added to scores of what must not be looked at: its share is 0 in float32. */
const UNSEEN = -1e9
/** Standard deviation of embeddings at the start: of BERT. */
const EMBEDDING_DEVIATION = 0.02

const smallNormal: Initializer = (rng, shape) =>
  rng.normalArray(shape.reduce((product, side) => product * side, 1)).map((z) => z * EMBEDDING_DEVIATION)

/**
 * A transformer encoder that normalises before each part, so that it trains without warm-up: every place of a row sees all
 * others but padding.
 *
 * @see Vaswani et al. 2017, Attention Is All You Need, arXiv:1706.03762; Xiong et al. 2020, On Layer Normalization in the
 * Transformer Architecture, fig. 1b, arXiv:2002.04745
 */
export class Transformer {
  /** Every weight under its name. */
  readonly weights: Readonly<Record<string, tf.Variable>>
  /** Vectors of tokens, [V, D]. */
  readonly embedding: tf.Variable
  readonly #owner: NamedWeights
  readonly #sizes: TransformerSizes
  /** [length, D] */
  readonly #places: tf.Variable
  readonly #layers: readonly Layer[]
  readonly #last: LayerNormWeights

  constructor(sizes: TransformerSizes, rng: Rng) {
    const { vocabularySize, length, width, layers } = sizes
    const weights = new NamedWeights(rng)
    this.#owner = weights
    this.#sizes = sizes
    this.embedding = weights.create('embedding', { shape: [vocabularySize, width], start: smallNormal })
    this.#places = weights.create('places', { shape: [length, width], start: smallNormal })
    this.#layers = Array.from({ length: layers }, (_, i) => newLayer(weights, `layer-${i}`, sizes))
    this.#last = newNorm(weights, 'last', width)
    this.weights = weights.all
  }

  /** What every place knows of its row: int32 [B, T] → [B·T, D]. Call within `tf.tidy`. */
  apply(tokens: tf.Tensor2D, ctx: StepContext): tf.Tensor2D {
    const [batch, length] = tokens.shape
    const { width, heads, dropout: rate } = this.#sizes
    const vectors = this.embedding.gather(tokens.flatten()).reshape([batch, length, width])
    const places = this.#places.slice([0, 0], [length, width])
    let x = vectors.add(places).reshape<tf.Tensor2D>([batch * length, width])
    x = dropout(x, rate, ctx, 'embedding')
    const padding = tokens.equal(tf.scalar(SPECIAL_TOKENS.padding, 'int32')).toFloat()
    const bias = padding.mul(UNSEEN).reshape([batch, 1, 1, length])
    for (const [i, layer] of this.#layers.entries()) {
      const rows = layerNorm(x, layer.before)
      const gathered = attention({
        queries: affine(rows, layer.queries),
        keys: affine(rows, layer.keys),
        values: affine(rows, layer.values),
        sizes: { batch, length, heads },
        bias,
      })
      x = x.add(dropout(affine(gathered, layer.gathered), rate, ctx, `attention-${i}`))
      const hidden = affine(layerNorm(x, layer.between), layer.hidden).relu() as tf.Tensor2D
      x = x.add(dropout(affine(hidden, layer.output), rate, ctx, `perceptron-${i}`))
    }
    return layerNorm(x, this.#last)
  }

  dispose(): void {
    this.#owner.dispose()
  }
}

function affine(x: tf.Tensor2D, { kernel, bias }: Affine): tf.Tensor2D {
  return tf.matMul(x, kernel as tf.Tensor2D).add(bias)
}

function newLayer(weights: NamedWeights, name: string, { width, hiddenUnits }: TransformerSizes): Layer {
  const matrix = (part: string, from: number, to: number, start?: Initializer): Affine => ({
    kernel: weights.create(`${name}/${part}/kernel`, {
      shape: [from, to],
      ...(start === undefined ? {} : { start }),
    }),
    bias: weights.bias(`${name}/${part}/bias`, to),
  })
  return {
    before: newNorm(weights, `${name}/before`, width),
    queries: matrix('queries', width, width),
    keys: matrix('keys', width, width),
    values: matrix('values', width, width),
    gathered: matrix('gathered', width, width),
    between: newNorm(weights, `${name}/between`, width),
    hidden: matrix('hidden', width, hiddenUnits, heNormal),
    output: matrix('output', hiddenUnits, width),
  }
}

function newNorm(weights: NamedWeights, name: string, width: number): LayerNormWeights {
  return {
    scale: weights.create(`${name}/scale`, { shape: [width], start: ones }),
    shift: weights.bias(`${name}/shift`, width),
  }
}
