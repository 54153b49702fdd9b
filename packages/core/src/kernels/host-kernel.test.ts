import * as tf from '@tensorflow/tfjs'
import { afterAll, expect, test } from 'vitest'
import { createRng } from '../rng/rng'
import { hostArray } from './host-kernel'
import { nearestRows } from './nearest-rows'
import { toPanels } from './panels'
import { tsneForces } from './tsne-forces'

afterAll(() => tf.setBackend('cpu'))

test('kernels without a form for the active backend run on the host, to the same bits', async () => {
  const cpu = tf.findBackendFactory('cpu')
  // A backend without a single kernel.
  tf.registerBackend('bare', () => cpu?.() as tf.KernelBackend)
  const results: string[] = []
  for (const backend of ['cpu', 'bare']) {
    await tf.setBackend(backend)
    const before = tf.memory().numTensors
    const values = createRng(1).normalArray(40 * 3)
    const [map, p] = [hostArray(values.slice(0, 40), [2, 20]), hostArray(values, [40, 3])]
    const square = hostArray(new Float32Array(400).fill(1 / 400), [20, 20])
    const panels = toPanels(values, 3)
    const forces = await tsneForces(map, square, { points: 20, cost: 1 })
    const { distances, indices } = await nearestRows(p, panels, { count: 4, self: 0 })
    results.push([...forces, ...distances, ...indices].join())
    tf.dispose([map.tensor, p.tensor, square.tensor, panels.array.tensor])
    expect(tf.memory().numTensors).toBe(before)
  }
  expect(results[0]).toBe(results[1])
})
