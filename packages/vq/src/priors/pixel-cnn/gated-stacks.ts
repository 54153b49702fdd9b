import { NamedWeights, type Rng, zeros } from '@ae/core'
import * as tf from '@tensorflow/tfjs'
import { lookupCodes } from '../../codebook/lookup-codes'
import { logitsStart } from '../logits-start'
import { causalConv } from './causal-conv'
import type { ResolvedPixelCNNConfig } from './config'

/** Codes that the first layer sees: 3 rows above, 3 to either side there, and 3 to the left (van den Oord et al., table 1). */
const FIRST = { rows: 3, columns: 7, left: 3 } as const
/** What a gated layer sees of the layer below: this row and one above, 1 to either side; this place and 1 to the left. */
const NEXT = { rows: 2, columns: 3, left: 2 } as const

/** What it takes to make {@link GatedStacks}. */
export interface GatedStacksRequest extends Omit<ResolvedPixelCNNConfig, 'seed'> {
  /** Where the initial weights come from. */
  readonly rng: Rng
}

/** What the horizontal stack reads. */
export interface HorizontalRequest {
  /** [B, h, W, C] */
  readonly embedded: tf.Tensor4D
  /** What the vertical stack says of these rows. */
  readonly above: readonly tf.Tensor4D[]
  /** [B]; undefined without classes. */
  readonly label: tf.Tensor | undefined
  /** Which row of the map the first of these is. Default 0. */
  readonly firstRow?: number
}

/** The weights of one layer. */
interface GatedLayer {
  /** [rows, columns, C, 2C] */
  readonly vertical: tf.Variable
  /** [1, left, C, 2C] */
  readonly horizontal: tf.Variable
  /** [2C] each */
  readonly biases: { readonly vertical: tf.Variable; readonly horizontal: tf.Variable }
  /** [classes, 2C] each; undefined without classes */
  readonly classes: { readonly vertical: tf.Variable; readonly horizontal: tf.Variable } | undefined
  /** From the vertical to the horizontal stack: [2C, 2C] */
  readonly crossing: tf.Variable
  /** Of the horizontal stack: [C, C] and [C] */
  readonly output: { readonly kernel: tf.Variable; readonly bias: tf.Variable }
}

/**
 * The two stacks of a gated PixelCNN: one sees all rows above a place, the other what is left of it in its row.
 *
 * They are apart so that sampling can run the first once a row, and the second a single row.
 */
export class GatedStacks {
  /** Every weight under its name. */
  readonly weights: Readonly<Record<string, tf.Variable>>
  readonly #owner: NamedWeights
  readonly #embedding: tf.Variable
  readonly #first: { readonly vertical: tf.Variable; readonly horizontal: tf.Variable }
  /** What a place adds to each stack, [H, W, C]: borders alone tell it late. */
  readonly #places: { readonly vertical: tf.Variable; readonly horizontal: tf.Variable }
  readonly #layers: readonly GatedLayer[]
  readonly #head: readonly { readonly kernel: tf.Variable; readonly bias: tf.Variable }[]

  constructor({ mapShape, codebookSize, classes, channels, layers, rng }: GatedStacksRequest) {
    const weights = new NamedWeights(rng)
    this.#owner = weights
    this.#embedding = weights.create('embedding', { shape: [codebookSize, channels] })
    this.#first = {
      vertical: weights.create('first/vertical', { shape: [FIRST.rows, FIRST.columns, channels, channels] }),
      horizontal: weights.create('first/horizontal', { shape: [1, FIRST.left, channels, channels] }),
    }
    const placed = { shape: [...mapShape, channels], start: zeros }
    this.#places = {
      vertical: weights.create('first/vertical-place', placed),
      horizontal: weights.create('first/horizontal-place', placed),
    }
    this.#layers = Array.from({ length: layers }, (_, i) =>
      gatedLayer(weights, `layer-${i}`, { classes, channels }),
    )
    this.#head = [
      {
        kernel: weights.create('head/kernel', { shape: [channels, channels] }),
        bias: weights.bias('head/bias', channels),
      },
      {
        kernel: weights.create('logits/kernel', { shape: [channels, codebookSize], start: logitsStart }),
        bias: weights.bias('logits/bias', codebookSize),
      },
    ]
    this.weights = weights.all
  }

  /** Codes as vectors: int32 [B, H, W] → [B, H, W, C]; zeros for −1. */
  embed(codes: tf.Tensor): tf.Tensor4D {
    return lookupCodes(this.#embedding, codes) as tf.Tensor4D
  }

  /** What each layer's vertical stack says of the rows above every place, [B, H, W, 2C] each. */
  vertical(embedded: tf.Tensor4D, label: tf.Tensor | undefined): readonly tf.Tensor4D[] {
    const first = causalConv(embedded, this.#first.vertical, 'rows-above')
    let v = first.add<tf.Tensor4D>(rowsOf(this.#places.vertical, 0, first))
    return this.#layers.map(({ vertical, biases, classes, crossing }) => {
      const sums = causalConv(v, vertical, 'rows-to-here')
        .add(biases.vertical)
        .add(classSums(classes?.vertical, label)) as tf.Tensor4D
      v = gated(sums)
      return atEachPlace(sums, crossing)
    })
  }

  /** The logits of every place from what is left of it, and what {@link vertical} says: [B, H, W, K]. */
  horizontal({ embedded, above, label, firstRow = 0 }: HorizontalRequest): tf.Tensor4D {
    const first = causalConv(embedded, this.#first.horizontal, 'columns-left')
    let h = first.add<tf.Tensor4D>(rowsOf(this.#places.horizontal, firstRow, first))
    this.#layers.forEach(({ horizontal, biases, classes, output }, i) => {
      const sums = causalConv(h, horizontal, 'columns-to-here')
        .add(biases.horizontal)
        .add(classSums(classes?.horizontal, label))
        .add(above[i] ?? 0) as tf.Tensor4D
      h = h.add(atEachPlace(gated(sums), output.kernel)).add(output.bias)
    })
    return this.#head.reduce((x, { kernel, bias }) => atEachPlace(x.relu(), kernel).add(bias), h)
  }

  dispose(): void {
    this.#owner.dispose()
  }
}

function gatedLayer(
  weights: NamedWeights,
  name: string,
  { classes, channels }: { readonly classes: number; readonly channels: number },
): GatedLayer {
  const sums = 2 * channels
  const pair = (kind: string, shape: readonly number[]) => ({
    vertical: weights.create(`${name}/vertical-${kind}`, { shape }),
    horizontal: weights.create(`${name}/horizontal-${kind}`, { shape }),
  })
  return {
    vertical: weights.create(`${name}/vertical`, { shape: [NEXT.rows, NEXT.columns, channels, sums] }),
    horizontal: weights.create(`${name}/horizontal`, { shape: [1, NEXT.left, channels, sums] }),
    biases: {
      vertical: weights.bias(`${name}/vertical-bias`, sums),
      horizontal: weights.bias(`${name}/horizontal-bias`, sums),
    },
    classes: classes === 0 ? undefined : pair('class', [classes, sums]),
    crossing: weights.create(`${name}/crossing`, { shape: [sums, sums] }),
    output: {
      kernel: weights.create(`${name}/output`, { shape: [channels, channels] }),
      bias: weights.bias(`${name}/output-bias`, channels),
    },
  }
}

/** `tanh(a) · σ(b)`: [B, H, W, 2C] → [B, H, W, C], eq. 2. */
function gated(sums: tf.Tensor4D): tf.Tensor4D {
  const [batch, height, width, size] = sums.shape
  // Split as a matrix: parts of four axes are slow on some backends.
  const [a, b] = tf.split(sums.reshape([-1, size]), 2, 1)
  return tf.mul(a?.tanh() ?? 0, b?.sigmoid() ?? 0).reshape([batch, height, width, size / 2])
}

/** As many rows of [H, W, C] as a stack works on. */
function rowsOf(places: tf.Variable, first: number, { shape }: tf.Tensor4D): tf.Tensor {
  return places.shape[0] === shape[1] ? places : places.slice([first, 0, 0], [shape[1], -1, -1])
}

/** The class's own sums at every place, eq. 4; nothing without a class. */
function classSums(kernel: tf.Variable | undefined, label: tf.Tensor | undefined): tf.Tensor {
  if (kernel === undefined || label === undefined) return tf.scalar(0)
  return lookupCodes(kernel, label.toInt()).reshape([-1, 1, 1, kernel.shape[1] ?? 1])
}

/** A convolution 1 × 1. */
function atEachPlace(x: tf.Tensor4D, kernel: tf.Variable): tf.Tensor4D {
  const [batch, height, width, channels] = x.shape
  return tf
    .matMul(x.reshape([batch * height * width, channels]), kernel as tf.Tensor2D)
    .reshape([batch, height, width, kernel.shape[1] ?? 1])
}
