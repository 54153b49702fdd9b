import { adam, cosine, createRng, DenoisingAutoencoder, denoisingScore, fit, mlp } from '@ae/core'
import { vectorField } from '@ae/plot'
import * as tf from '@tensorflow/tfjs'
import type { Lab } from '../experiment'

const ROWS = 2000
/** Of the noise; the spiral's arms are about .6 apart. */
const DEVIATION = 0.1
const TURNS = 1.5
/** Points of the figure in a row. */
const SIDE = 24
const REACH = 1.1

/**
 * What a de-noising auto-encoder removes is the way uphill: on a spiral, beside the score of the noisy data's density,
 * which is known, being a mixture of as many Gaussians as there are points.
 */
export async function scoreOfSpiral(lab: Lab): Promise<void> {
  const points = spiral()
  const model = new DenoisingAutoencoder({
    inputShape: [2],
    latentDim: 128,
    corruption: { kind: 'gaussian', standardDeviation: DEVIATION },
    encoder: mlp({ hiddenUnits: [128], outputActivation: 'relu' }),
    decoder: mlp({ hiddenUnits: [128] }),
    output: 'unbounded',
    seed: lab.seed,
  })
  await fit(model, points, {
    epochs: lab.quick ? 60 : 200,
    batchSize: 100,
    seed: lab.seed,
    optimizer: adam({ learningRate: cosine({ from: 3e-3 }) }),
  })
  const noisy = tf.tidy(() =>
    points.add(createRng(lab.seed).fork('score').normal(points.shape).mul(DEVIATION)),
  )
  const found = denoisingScore(model, noisy)
  const exact = mixtureScore(noisy, points)
  const [cosines, explained] = tf.tidy(() => [
    found
      .mul(exact)
      .sum(1)
      .div(found.norm(2, 1).mul(exact.norm(2, 1)).add(1e-9))
      .mean(),
    tf.sub(1, found.sub(exact).square().sum().div(exact.square().sum())),
  ])
  lab.report('score-mean-cosine', (await cosines?.data())?.[0] ?? Number.NaN, {
    full: { min: 0.9 },
    quick: { min: 0.85 },
  })
  lab.report('score-share-explained', (await explained?.data())?.[0] ?? Number.NaN, {
    full: { min: 0.9 },
    quick: { min: 0.8 },
  })
  lab.picture({ heading: 'The score of a spiral', figures: [await fieldFigure(model)] })
  tf.dispose([points, noisy, found, exact, cosines ?? [], explained ?? []])
  model.dispose()
}

/** [ROWS, 2] */
function spiral(): tf.Tensor2D {
  const values = Array.from({ length: ROWS }, (_, i) => {
    const radius = Math.sqrt((i + 1) / ROWS)
    const angle = 2 * Math.PI * TURNS * radius
    return [radius * Math.cos(angle), radius * Math.sin(angle)]
  })
  return tf.tensor2d(values)
}

/** `∇ log Σᵢ N(x; xᵢ, σ²)` of each row of `x`: what kernel density estimation says, exactly. */
function mixtureScore(x: tf.Tensor, points: tf.Tensor2D): tf.Tensor {
  return tf.tidy(() => {
    const squares = tf.add(x.square().sum(1, true), points.square().sum(1).expandDims(0)) // [N, M]
    const distances = squares.sub(x.matMul(points, false, true).mul(2))
    const weights = distances.div(-2 * DEVIATION ** 2).softmax()
    return weights
      .matMul(points)
      .sub(x)
      .div(DEVIATION ** 2)
  })
}

/** The score all over the plane. */
async function fieldFigure(model: DenoisingAutoencoder): Promise<string> {
  const at = Array.from({ length: SIDE }, (_, i) => REACH * ((2 * i) / (SIDE - 1) - 1))
  const points = at.flatMap((x) => at.flatMap((y) => [x, y]))
  const field = tf.tidy(() => {
    const score = denoisingScore(model, tf.tensor2d(points, [SIDE * SIDE, 2]))
    // The root of each length, so that short arrows are seen beside long ones.
    return score.div(score.norm(2, 1, true).sqrt().add(1e-6))
  })
  const vectors = Array.from(await field.data())
  field.dispose()
  const data = spiral()
  const curve = Array.from(await data.data())
  data.dispose()
  return vectorField({ points, vectors, marks: curve, title: 'Which way data become denser' })
}
