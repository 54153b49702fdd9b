import { type Dataset, type LabelledBatch, mse, sse, sseOfMean } from '@ae/core'
import type { ImageSplit } from '@ae/datasets'
import * as tf from '@tensorflow/tfjs'

const BATCH = 500

/** Mean of `f` over all rows; `f` gives the mean over a batch. */
async function meanOver(images: Dataset<tf.Tensor>, f: (x: tf.Tensor) => tf.Tensor): Promise<number> {
  let sum = 0
  for await (const batch of images.batch(BATCH)) {
    const value = tf.tidy(() => f(batch))
    sum += ((await value.data())[0] ?? Number.NaN) * (batch.shape[0] ?? 0)
    value.dispose()
    batch.dispose()
  }
  return sum / images.size
}

/** Squared error a image between the images and what `f` makes of them. */
export function sseOver(images: Dataset<tf.Tensor>, f: (x: tf.Tensor) => tf.Tensor): Promise<number> {
  return meanOver(images, (x) => sse(x, f(x)))
}

/** Squared error relative to the variance of all numbers, as the VQ-VAE literature has it. */
export async function nmseOver(images: Dataset<tf.Tensor>, f: (x: tf.Tensor) => tf.Tensor): Promise<number> {
  return (await meanOver(images, (x) => mse(x, f(x)))) / (await varianceOver(images))
}

/** The mean of all numbers in the images. */
export function meanOf(images: Dataset<tf.Tensor>): Promise<number> {
  return meanOver(images, (x) => x.mean())
}

/** Variance of all numbers in the images round the mean of all numbers. */
export async function varianceOver(images: Dataset<tf.Tensor>): Promise<number> {
  const mean = await meanOf(images)
  return meanOver(images, (x) => x.sub(mean).square().mean())
}

/** Squared error a test image of the mean training image: what knowing nothing gives. */
export async function meanImageSse(train: Dataset<tf.Tensor>, test: Dataset<tf.Tensor>): Promise<number> {
  const mean = await meanImage(train)
  try {
    return await meanOver(test, (x) => sseOfMean(x, mean))
  } finally {
    mean.dispose()
  }
}

/** The mean of all images, the caller's. */
async function meanImage(images: Dataset<tf.Tensor>): Promise<tf.Tensor> {
  let sum = tf.scalar(0) as tf.Tensor
  for await (const batch of images.batch(BATCH)) {
    const next = tf.tidy(() => sum.add(batch.sum(0)))
    tf.dispose([sum, batch])
    sum = next
  }
  const mean = sum.div(images.size)
  sum.dispose()
  return mean
}

/** The first `count` images of a split, with their labels, as a classifier takes them. */
export function labelledRows({ labelled }: ImageSplit): Dataset<LabelledBatch> {
  return labelled.map(({ image, label }) => ({ x: image, label }))
}

/** All rows of a data set in one tensor, the caller's. */
export function allRows(images: Dataset<tf.Tensor>): Promise<tf.Tensor> {
  return firstRows(images, images.size)
}

/** The first rows of a data set in one tensor, the caller's. */
export async function firstRows(images: Dataset<tf.Tensor>, count: number): Promise<tf.Tensor> {
  for await (const batch of images.batch(Math.min(count, images.size))) return batch
  return tf.zeros([0])
}
