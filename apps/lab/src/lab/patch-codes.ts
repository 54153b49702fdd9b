import { inferenceContext } from '@ae/core'
import * as tf from '@tensorflow/tfjs'
import { type CodedImages } from './code-maps'
import type { Lab } from './experiment'
import { firstRows, nmseOver } from './images'
import { kMeans } from './k-means'

/** Side of a patch: as many pixels as stand behind a code of the models. */
const SIDE = 4
/** Training images whose patches are clustered. */
const IMAGES = 4000

/**
 * What k-means makes of 4 × 4 patches at as many bits an image: every patch becomes the nearest of K.
 * Squared error relative to the variance of all numbers in the test images.
 */
export async function patchCodesNmse(lab: Lab, images: CodedImages, codebookSize: number): Promise<number> {
  const rows = await firstRows(images.train, IMAGES)
  const vectors = tf.tidy(() => toPatches(rows))
  const quantizer = kMeans(lab, { vectors, clusters: codebookSize })
  tf.dispose([rows, vectors])
  try {
    return await nmseOver(images.test, (x) =>
      fromPatches(quantizer.quantize(toPatches(x), inferenceContext()).codes, x.shape),
    )
  } finally {
    quantizer.dispose()
  }
}

/** [B, H, W, C] → [B · H/4 · W/4, 16 C] */
function toPatches(x: tf.Tensor): tf.Tensor {
  const [rows = 0, height = 0, width = 0, channels = 1] = x.shape
  return x
    .reshape([rows, height / SIDE, SIDE, width / SIDE, SIDE, channels])
    .transpose([0, 1, 3, 2, 4, 5])
    .reshape([-1, SIDE * SIDE * channels])
}

function fromPatches(patches: tf.Tensor, shape: readonly number[]): tf.Tensor {
  const [rows = 0, height = 0, width = 0, channels = 1] = shape
  return patches
    .reshape([rows, height / SIDE, width / SIDE, SIDE, SIDE, channels])
    .transpose([0, 1, 3, 2, 4, 5])
    .reshape([...shape])
}
