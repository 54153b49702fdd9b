import type { FrameFeatures } from '@ae/audio'
import * as tf from '@tensorflow/tfjs'
import { describe, expect, test } from 'vitest'
import { convertRecording } from './convert-recording'

const ramp = (frames: number): FrameFeatures => ({
  frames,
  width: 2,
  values: Float32Array.from({ length: frames * 2 }, (_, i) => i),
})

describe('convertRecording', () => {
  test.each([1, 7, 8, 9, 14, 50, 233])(
    '%i frames that stay what they are come back as they were',
    async (frames) => {
      const before = tf.memory().numTensors
      for (const overlap of [0, 2, 4]) {
        const made = await convertRecording(ramp(frames), (x) => x.clone(), {
          clipFrames: 8,
          overlap,
          batch: 3,
        })
        expect([made.frames, made.width]).toEqual([frames, 2])
        made.values.forEach((value, i) => expect(value).toBeCloseTo(i, 3))
      }
      expect(tf.memory().numTensors).toBe(before)
    },
  )

  test('no frame is left to one clip alone at a seam: clips that differ fade into each other', async () => {
    let clip = 0
    const number = (x: tf.Tensor3D): tf.Tensor => x.zerosLike().add(clip++)
    const { values } = await convertRecording(
      { frames: 14, width: 1, values: new Float32Array(14) },
      number,
      {
        clipFrames: 8,
        overlap: 2,
        batch: 1,
      },
    )
    expect(Array.from(values, (value) => Math.round(value * 100) / 100)).toEqual([
      0, 0, 0, 0, 0, 0, 0.33, 0.67, 1, 1, 1, 1, 1, 1,
    ])
  })

  test('the last clip ends with the recording, and is not one frame held', async () => {
    const seen: number[] = []
    await convertRecording(
      ramp(9),
      (x) => {
        seen.push(...x.dataSync())
        return x.clone()
      },
      { clipFrames: 8, overlap: 0 },
    )
    expect(seen.slice(16)).toEqual(Array.from({ length: 16 }, (_, i) => i + 2))
  })

  test('no more clips are in memory than were asked for', async () => {
    const rows: number[] = []
    const seen = (x: tf.Tensor3D): tf.Tensor => {
      rows.push(x.shape[0])
      return x.clone()
    }
    await convertRecording(ramp(100), seen, { clipFrames: 8, overlap: 0, batch: 4 })
    expect(rows).toEqual([4, 4, 4, 1])
  })

  test('mistakes are named, and nothing is left behind', async () => {
    const before = tf.memory().numTensors
    const keep = (x: tf.Tensor3D): tf.Tensor => x.clone()
    await expect(
      convertRecording(ramp(0), keep, { clipFrames: 8 }),
    ).rejects.toThrowErrorMatchingInlineSnapshot(
      `[AeError: convertRecording: expected frames. Received: 0 of 2, 0 numbers.]`,
    )
    await expect(
      convertRecording(ramp(9), keep, { clipFrames: 8, overlap: 5 }),
    ).rejects.toThrowErrorMatchingInlineSnapshot(
      `[AeError: convertRecording: \`overlap\` must be an integer between 0 and half of \`clipFrames\`, 4. Received: 5.]`,
    )
    const shorter = (x: tf.Tensor3D): tf.Tensor => x.slice([0, 0, 0], [-1, 4, -1])
    await expect(
      convertRecording(ramp(9), shorter, { clipFrames: 8 }),
    ).rejects.toThrowErrorMatchingInlineSnapshot(
      `[AeError: convertRecording: expected clips of shape [2, 8, 2] from \`convert\`. Received: [2, 4, 2].]`,
    )
    expect(tf.memory().numTensors).toBe(before)
  })
})
