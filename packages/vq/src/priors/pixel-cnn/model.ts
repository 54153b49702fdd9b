import {
  createRng,
  type Disposable,
  type NetworkTopology,
  type Phase,
  repairTfjs,
  type Saveable,
  type Trainable,
} from '@ae/core'
import * as tf from '@tensorflow/tfjs'
import { type CodeBatch, type LabelledCodes, type RowsToDraw, readCodes, readRows } from '../code-batch'
import { codeNll, meanCodeNll } from '../code-likelihood'
import { type DrawOptions, drawCodes, resolveDrawOptions } from '../draw-codes'
import { type PixelCNNConfig, type ResolvedPixelCNNConfig, resolvePixelCNNConfig } from './config'
import { GatedStacks } from './gated-stacks'

/**
 * A distribution over maps of codes, row by row: what a code is likely to be after all those above it and to its left.
 * Fitted to the tokens of a `VQVAE`, it draws new maps for `decodeTokens`, and says how many nats a map takes.
 *
 * ```
 *          ┌► rows above,  ∗ 3×7 ─► [ ∗ 2×3 ─► tanh·σ ] × layers
 * codes ──►┤                             │ 1×1                            p(map) = Π p(code | codes before, class)
 * [B,H,W]  └► codes left, ∗ 1×3 ─► [ ∗ 1×2 + ─► tanh·σ ─► 1×1 ─► + ] × layers ─► ReLU, 1×1, twice ─► logits [B,H,W,K]
 *      minimise  mean −log p(code | codes before, class)
 * ```
 *
 * Two stacks leave no blind spot, which one masked stack has to the upper right; each also knows the place, as the paper's
 * location-dependent bias does. With `classes` every layer is told the class
 * of the map, and batches are `{ x, label }`. Sampling takes as many steps as there are codes. For sequences take a `GRUPrior`.
 *
 * @see van den Oord et al. 2016, Conditional Image Generation with PixelCNN Decoders, arXiv:1606.05328
 * @example
 * const vqvae = new VQVAE({ inputShape: [28, 28, 1], quantizer: new EmaQuantizer({ codebookSize: 64, codeDim: 16 }) })
 * const prior = new PixelCNN({ mapShape: [7, 7], codebookSize: 64 })
 * await fit(prior, vqvae.tokens(x), { epochs: 20, optimizer: adam({ learningRate: 3e-4 }) })
 * const drawn = vqvae.decodeTokens(prior.sample(16))
 */
export class PixelCNN implements Trainable<CodeBatch>, Saveable, Disposable {
  /** The tag of its checkpoints. */
  static readonly kind = 'pixel-cnn'
  readonly kind: string = PixelCNN.kind
  readonly config: ResolvedPixelCNNConfig
  readonly phases: readonly [Phase<CodeBatch>]
  readonly #stacks: GatedStacks
  #disposed = false

  /** @throws AeError `config` on a bad option */
  constructor(config: PixelCNNConfig) {
    this.config = resolvePixelCNNConfig(config)
    repairTfjs()
    this.#stacks = new GatedStacks({ ...this.config, rng: createRng(this.config.seed) })
    this.phases = [
      {
        name: 'pixel-cnn',
        variables: Object.values(this.#stacks.weights),
        objective: (batch) => {
          const rows = this.#read(batch)
          const nll = meanCodeNll(rows.codes, this.#logits(rows))
          return { total: nll, terms: { nll } }
        },
      },
    ]
  }

  /** What each code is likely to be, given those before it: int32 [B, H, W] → [B, H, W, K]. Borrows the batch; the result is the caller's. */
  logits(batch: CodeBatch): tf.Tensor {
    const rows = this.#read(batch)
    return tf.tidy(() => this.#logits(rows))
  }

  /** Exact nats of each map, `−log p(map)`: int32 [B, H, W] → [B]. Borrows the batch; the result is the caller's. */
  nll(batch: CodeBatch): tf.Tensor {
    return tf.tidy(() => this.nllPerCode(batch).sum([1, 2]))
  }

  /** Exact nats of each code, given those before it: int32 [B, H, W] → [B, H, W]; 0 for padding. Borrows the batch; the result is the caller's. */
  nllPerCode(batch: CodeBatch): tf.Tensor {
    const rows = this.#read(batch)
    return tf.tidy(() => codeNll(rows.codes, this.#logits(rows)))
  }

  /**
   * New maps, code after code: int32 [N, H, W], the caller's.
   *
   * @param rows how many; for a prior with classes, the class of each, [N], borrowed
   * @throws AeError `config` on a bad option, `shape` unless classes are a list
   */
  sample(rows: number | tf.Tensor, options: DrawOptions = {}): tf.Tensor {
    const { subject, classes } = { subject: 'PixelCNN', classes: this.config.classes }
    const wanted = readRows(rows, { subject, disposed: this.#disposed, classes })
    const draw = resolveDrawOptions(`${subject}.sample`, options)
    const [height = 1] = this.config.mapShape
    return tf.tidy(() => {
      const drawn: tf.Tensor[] = []
      for (let row = 0; row < height; row++) drawn.push(tf.tidy(() => this.#drawRow(drawn, wanted, draw)))
      return tf.concat(drawn, 1)
    })
  }

  weights(): Readonly<Record<string, tf.Variable>> {
    return this.#stacks.weights
  }

  topologies(): Readonly<Record<string, NetworkTopology>> {
    return {}
  }

  dispose(): void {
    if (this.#disposed) return
    this.#disposed = true
    this.#stacks.dispose()
  }

  /** The next row of maps: int32 [N, 1, W]. */
  #drawRow(
    before: readonly tf.Tensor[],
    { count, label }: RowsToDraw,
    draw: Required<DrawOptions>,
  ): tf.Tensor {
    const [, width = 1] = this.config.mapShape
    const unknown = tf.fill([count, 1, width], -1, 'int32')
    // The rows above do not change while this one is drawn, and only what they say of it is needed.
    const above = this.#stacks
      .vertical(this.#stacks.embed(tf.concat([...before, unknown], 1)), label)
      .map((sums) => sums.slice([0, before.length, 0, 0], [count, 1, width, -1]))
    let row: tf.Tensor = unknown
    for (let place = 0; place < width; place++) {
      row = tf.tidy(() => {
        const logits = this.#stacks.horizontal({
          embedded: this.#stacks.embed(row),
          above,
          label,
          firstRow: before.length,
        })
        const here = logits.slice([0, 0, place, 0], [count, 1, 1, -1]).reshape([count, -1])
        const code = drawCodes(here, draw).reshape([count, 1, 1])
        // −1 becomes the code in this column, and stays what it is in others.
        const column = tf.oneHot(place, width, 1, 0, 'int32')
        return row.add(code.add(tf.scalar(1, 'int32')).mul(column))
      })
    }
    return row
  }

  #logits({ codes, label }: LabelledCodes): tf.Tensor4D {
    const embedded = this.#stacks.embed(codes)
    return this.#stacks.horizontal({ embedded, above: this.#stacks.vertical(embedded, label), label })
  }

  #read(batch: CodeBatch): LabelledCodes {
    const { mapShape, classes } = this.config
    return readCodes(batch, { subject: 'PixelCNN', disposed: this.#disposed, shape: mapShape, classes })
  }
}
