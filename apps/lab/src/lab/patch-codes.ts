import { createRng } from '@ae/core'
import { EmaQuantizer } from '@ae/vq'
import * as tf from '@tensorflow/tfjs'
import { type CodedImages } from './code-maps'
import type { Lab } from './experiment'
import { firstRows, nmseOver } from './images'

/** Side of a patch: as many pixels as stand behind a code of the models. */
const SIDE = 4
/** Training images whose patches are clustered. */
const IMAGES = 4000
/** Rounds of Lloyd's algorithm. */
const ROUNDS = 25

/**
 * What k-means makes of 4 × 4 patches at as many bits an image: every patch becomes the nearest of K.
 * Squared error relative to the variance of all numbers in the test images.
 */
export async function patchCodesNmse(lab: Lab, images: CodedImages, codebookSize: number): Promise<number> {
  const channels = images.shape[2]
  const rows = await firstRows(images.train, IMAGES)
  // Without memory, a step of running means is a round of Lloyd's algorithm.
  const quantizer = new EmaQuantizer({
    codebookSize,
    codeDim: SIDE * SIDE * channels,
    decay: 0,
    epsilon: 1e-9,
    restart: { every: 5 },
    seed: lab.seed,
  })
  const context = (step: number) => ({
    training: true,
    rng: createRng(lab.seed).fork(`round ${step}`),
    step,
    totalSteps: ROUNDS,
  })
  try {
    tf.tidy(() => {
      const patches = toPatches(rows)
      for (let step = 0; step < ROUNDS; step++) {
        lab.progress(`k-means of patches, K ${codebookSize}  ${step + 1} of ${ROUNDS}`)
        tf.tidy(() => quantizer.afterStep(quantizer.quantize(patches, context(step)).aux, context(step)))
      }
    })
    return await nmseOver(images.test, (x) => {
      const patches = toPatches(x)
      return fromPatches(quantizer.quantize(patches, { ...context(0), training: false }).codes, x.shape)
    })
  } finally {
    quantizer.dispose()
    rows.dispose()
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
