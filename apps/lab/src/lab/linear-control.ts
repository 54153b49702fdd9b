import { Autoencoder, adam, cosine, mlp, PCA, principalAngles, reconstruct } from '@ae/core'
import type { Lab } from './experiment'
import { sseOver } from './images'
import { trainAsTwin } from './training'

const LATENT = 30
/** Rows that the linear control learns from: it needs many passes, not many rows. */
const ROWS = 10_000
/** An optimum is reached to about this; nothing linear may be better than PCA by more than rounding. */
const CLOSE_TO_PCA = { min: 0.999, max: 1.01 }

/** Without its non-linearities the model must converge to PCA: if it beats PCA, one of the two is wrong. */
export async function linearControl(lab: Lab): Promise<void> {
  const { images } = lab.digits.train
  const [rows] = images.split(Math.min(1, ROWS / images.size))
  const pca = await PCA.fit(rows, { components: LATENT })
  const linear = new Autoencoder({
    inputShape: [28, 28, 1],
    latentDim: LATENT,
    encoder: mlp({ hiddenUnits: [] }),
    decoder: mlp({ hiddenUnits: [] }),
    output: 'unbounded',
    seed: lab.seed,
  })
  await trainAsTwin(lab, 'linear control', linear, rows, {
    epochs: 60,
    optimizer: adam({ learningRate: cosine({ from: 3e-3, to: 1e-5 }) }),
  })
  const exact = await sseOver(rows, (x) => pca.inverse(pca.transform(x)))
  const learned = await sseOver(rows, (x) => reconstruct(linear, x))
  lab.report('linear-control-sse-over-pca', learned / exact, { full: CLOSE_TO_PCA, quick: CLOSE_TO_PCA })
  const kernel = await linear.weights()['decoder/0-dense/kernel']?.data()
  const directions = Array.from({ length: LATENT }, (_, k) => kernel?.slice(k * 784, (k + 1) * 784) ?? [])
  const degrees = principalAngles(directions, pca.components).map((angle) => (angle * 180) / Math.PI)
  lab.report('linear-control-largest-angle-degrees', Math.max(...degrees), { full: { max: 5 } })
  linear.dispose()
}
