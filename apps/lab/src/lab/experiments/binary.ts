import { Autoencoder, createRng, mlp, reconstruct } from '@ae/core'
import { BinaryQuantizer, hammingNearest, VQVAE } from '@ae/vq'
import * as tf from '@tensorflow/tfjs'
import type { Experiment, Lab } from '../experiment'
import { allRows, firstRows, sseOver, varianceOver } from '../images'
import { trainAsTwin } from '../training'

const BITS = 64
const UNITS = 384
/** As PyTorch's layers begin. From He's weights, linear outputs end with more error: 14.8 in the place of 12.5 with 256 units. */
const INITIAL_SCALE = 0.4
const EPOCHS = 10
const QUICK_EPOCHS = 15
/** Test images that are looked for among all training images, and answers to each. */
const LOOKED_FOR = 1000
const ANSWERS = 100

/** Digits as 64 bits: what they keep, how evenly bits are used, and whether near codes are of one class. */
export const binary: Experiment = {
  name: 'binary',
  claim:
    '64 bits learned straight-through keep a digit and find its like; bits cut from an ordinary code keep nothing',
  async run(lab) {
    const { train, test } = lab.digits
    const epochs = lab.quick ? QUICK_EPOCHS : EPOCHS
    const network = mlp({ hiddenUnits: [UNITS], initialScale: INITIAL_SCALE })
    const networks = { encoder: network, decoder: network }
    const model = new VQVAE({
      inputShape: [28, 28, 1],
      codeShape: [1],
      quantizer: new BinaryQuantizer({ codeDim: BITS, slope: { from: 1, to: 5 }, balanceWeight: 1 }),
      output: 'unbounded',
      dataVariance: await varianceOver(train.images),
      ...networks,
      seed: lab.seed,
    })
    await trainAsTwin(lab, 'binary', model, train.images, { epochs })
    const error = await sseOver(test.images, (x) => reconstruct(model, x))
    lab.report('test-sse', error, { full: { max: 12.4 }, quick: { max: 26 } })
    const rows = await firstRows(test.images, LOOKED_FOR)
    const encode = (x: tf.Tensor): tf.Tensor => tf.tidy(() => model.encode(x).reshape([-1, BITS]))
    lab.report('bit-entropy', await meanBitEntropy(encode(rows)), {
      full: { min: 0.95 },
      quick: { min: 0.85 },
    })

    const learned = await precision(lab, encode)
    const hyperplanes = createRng(lab.seed).fork('hyperplanes').normal([784, BITS])
    const mean = tf.tidy(() => rows.reshape([-1, 784]).mean(0))
    const random = await precision(lab, (x) =>
      tf.tidy(() => signs(tf.matMul(x.reshape([-1, 784]).sub(mean), hyperplanes))),
    )
    lab.report('precision-at-100', learned)
    lab.report('random-hyperplanes-precision-at-100', random)
    lab.report('precision-lead', learned - random, { full: { min: 0.1 } })
    tf.dispose([rows, hyperplanes, mean])
    model.dispose()

    const plain = new Autoencoder({
      inputShape: [28, 28, 1],
      latentDim: BITS,
      output: 'unbounded',
      ...networks,
      seed: lab.seed,
    })
    await trainAsTwin(lab, 'control', plain, train.images, { epochs })
    const cut = await sseOver(test.images, (x) => plain.decode(signs(plain.encode(x))))
    plain.dispose()
    lab.report('control-cut-sse', cut)
    lab.report('control-cut-over-binary', cut / error, { full: { min: 5 }, quick: { min: 1.5 } })
  },
}

/** Entropy of a bit over the rows, in bits, on average. Frees the codes. */
async function meanBitEntropy(codes: tf.Tensor): Promise<number> {
  const shares = tf.tidy(() => codes.add(1).div(2).mean(0))
  const values = Array.from(await shares.data())
  tf.dispose([codes, shares])
  const entropy = (p: number): number =>
    p === 0 || p === 1 ? 0 : -p * Math.log2(p) - (1 - p) * Math.log2(1 - p)
  return values.reduce((sum, p) => sum + entropy(p), 0) / values.length
}

/** How many of the nearest training images are of the class of a test image. */
async function precision({ digits }: Lab, encode: (x: tf.Tensor) => tf.Tensor): Promise<number> {
  const [train, test] = [await allRows(digits.train.images), await firstRows(digits.test.images, LOOKED_FOR)]
  const found = tf.tidy(() => hammingNearest(encode(test), encode(train), { count: ANSWERS }))
  const answers = await found.data()
  tf.dispose([train, test, found])
  let right = 0
  answers.forEach((row, i) => {
    if (digits.train.labels[row] === digits.test.labels[Math.floor(i / ANSWERS)]) right++
  })
  return right / answers.length
}

/** −1 and 1, nothing between. */
function signs(x: tf.Tensor): tf.Tensor {
  return x.greater(0).cast('float32').mul(2).sub(1)
}
