import { type Autoencoder, knnAccuracy, type PCA, trustworthiness } from '@ae/core'
import { latentScatter } from '@ae/plot'
import * as tf from '@tensorflow/tfjs'

/** Neighbours among which a map is judged. */
const TRUSTED = 12

/** Images, and what they show. */
export interface MappedImages {
  /** [N, 28, 28, 1] */
  readonly images: tf.Tensor
  /** [N] */
  readonly labels: Int32Array
}

/** How well a map keeps neighbours, and classes together. */
export interface MapVerdict {
  /** Share of images whose nearest one on the map shows the same digit. */
  readonly nearest: number
  /** The same by majority of ten. */
  readonly nearestTen: number
  /** Trustworthiness among 12 neighbours. */
  readonly trust: number
}

/** Judges a map [N, 2] of images. */
export async function judgeMap(map: tf.Tensor, { images, labels }: MappedImages): Promise<MapVerdict> {
  return {
    nearest: await knnAccuracy(map, labels, { neighbours: 1 }),
    nearestTen: await knnAccuracy(map, labels, { neighbours: 10 }),
    trust: await trustworthiness(images, map, { neighbours: TRUSTED }),
  }
}

/** A map as a figure, coloured by digit. */
export async function pictureMap(title: string, map: tf.Tensor, labels: Int32Array): Promise<string> {
  return latentScatter({
    points: Float32Array.from(await map.data()),
    labels: Array.from(labels),
    title,
    xLabel: '',
    yLabel: '',
    width: 360,
    height: 410,
  })
}

/** Codes of an auto-encoder of two numbers, and of PCA: [N, 2] each, the caller's. */
export function codesOf(
  model: Autoencoder,
  pca: PCA,
  images: tf.Tensor,
): { readonly learned: tf.Tensor; readonly linear: tf.Tensor } {
  return tf.tidy(() => ({ learned: model.encode(images), linear: pca.transform(images) }))
}
