import { Autoencoder, mlp, PCA, reconstruct } from '@ae/core'
import type { Lab } from './experiment'
import { sseOver } from './images'
import { trainAsTwin } from './training'

const UNITS = [512, 256]
const QUICK_UNITS = [256, 128]

/** A deep auto-encoder and PCA that keep as many numbers, both fitted to the training images. */
export interface DeepAndLinear {
  /** The auto-encoder; the caller disposes it. */
  readonly model: Autoencoder
  /** PCA of the same width. */
  readonly pca: PCA
  /** Squared error a test image of the auto-encoder. */
  readonly learned: number
  /** Squared error a test image of PCA. */
  readonly linear: number
}

/** A deep auto-encoder with `latentDim` numbers, before training. */
export function deepAutoencoder({ quick, seed }: Lab, latentDim: number): Autoencoder {
  const units = quick ? QUICK_UNITS : UNITS
  return new Autoencoder({
    inputShape: [28, 28, 1],
    latentDim,
    encoder: mlp({ hiddenUnits: units }),
    decoder: mlp({ hiddenUnits: [...units].reverse() }),
    seed,
  })
}

/** Fits both and measures what they lose of the test images. */
export async function deepAndLinear(lab: Lab, latentDim: number, epochs: number): Promise<DeepAndLinear> {
  const { train, test } = lab.digits
  const pca = await PCA.fit(train.images, { components: latentDim })
  const linear = await sseOver(test.images, (x) => pca.inverse(pca.transform(x)))
  const model = deepAutoencoder(lab, latentDim)
  await trainAsTwin(lab, `auto-encoder of ${latentDim}`, model, train.images, { epochs })
  const learned = await sseOver(test.images, (x) => reconstruct(model, x))
  return { model, pca, learned, linear }
}
