import { Autoencoder, adam, createRng, fit, mlp } from '@ae/core'
import * as tf from '@tensorflow/tfjs'
import { expect, test } from 'vitest'
import { VQVAE } from '../models/vq-vae'
import { codeMapDecoder, codeMapEncoder } from '../networks/code-map'
import { EmaQuantizer } from '../quantizers/ema-quantizer'
import { codeUsage } from '../usage/code-usage'
import { codebookDiagnostics, type EpochUsage } from './codebook-diagnostics'
import { detectCodebookCollapse } from './detect-codebook-collapse'
import { detectRestartStorm, detectRestarts } from './detect-restarts'

const tiny = { channels: 4, blocks: 1, blockChannels: 2 }
const networks = { encoder: codeMapEncoder(tiny), decoder: codeMapDecoder(tiny) }

async function trained(restart: 'never' | { readonly every: number }) {
  const quantizer = new EmaQuantizer({ codebookSize: 32, codeDim: 8, start: 'normal', decay: 0.5, restart })
  const model = new VQVAE({ inputShape: [8, 8, 1], quantizer, ...networks })
  const x = createRng(1).uniform([64, 8, 8, 1])
  const epochs: EpochUsage[] = []
  const { diagnostics } = await fit(model, x, {
    epochs: 8,
    batchSize: 16,
    optimizer: adam({ learningRate: 0.005 }),
    callbacks: [codebookDiagnostics({ onUsage: (usage) => epochs.push(usage) })],
  })
  x.dispose()
  model.dispose()
  return { diagnostics, epochs }
}

test('a codebook that starts far from the vectors collapses, and restarts repair it, saying which codes and why', async () => {
  const alone = await trained('never')
  const repaired = await trained({ every: 2 })
  expect(alone.diagnostics.map(({ kind }) => kind)).toEqual(['codebookCollapse'])
  const [usage, better] = [alone, repaired].map(({ epochs }) => epochs.at(-1)?.usage[0])
  expect(usage?.used).toBeLessThan(8)
  expect(better?.used).toBeGreaterThan(16)
  const repairs = repaired.diagnostics.filter(({ kind }) => kind === 'codesRestarted')
  expect(repairs.length).toBeGreaterThan(0)
  expect(repairs[0]?.message).toMatch(
    /^Codes (\d+, )+\d+, … \d+ in all of 32 were put on vectors of a batch: each stood for at most \d\.\d\d vectors a batch, where 0\.06 is the least\.$/,
  )
  // 64 images of 4 vectors: an epoch, not a batch.
  for (const { usage: reports } of alone.epochs) expect(reports.map(({ vectors }) => vectors)).toEqual([256])
})

test('collapse and storms have their limits', () => {
  const uniform = codeUsage(Array.from({ length: 20 }, () => 1))
  expect(detectCodebookCollapse(uniform)).toBeUndefined()
  expect(
    detectCodebookCollapse(codeUsage([1, 1, 1, 1, 1, ...Array.from({ length: 15 }, () => 0)]))?.values,
  ).toEqual({
    perplexity: expect.closeTo(5, 9) as number,
    used: 5,
    codes: 20,
  })
  expect(detectRestarts(uniform)).toBeUndefined()
  const restarts = [0, 1, 2, 3, 4].map((code) => ({ code, times: 1, uses: 0.1 * code, threshold: 0.5 }))
  expect(detectRestarts({ ...uniform, restarts })?.message).toMatchInlineSnapshot(
    `"Codes 0, 1, 2, 3, 4 of 20 were put on vectors of a batch: each stood for at most 0.40 vectors a batch, where 0.50 is the least."`,
  )
  expect(detectRestartStorm({ ...uniform, restarts }, 3)).toBeUndefined()
  expect(detectRestartStorm({ ...uniform, restarts }, 4)?.message).toMatchInlineSnapshot(
    `"5 of 20 codes were restarted in epoch 4."`,
  )
  expect(detectRestartStorm({ ...uniform, restarts: restarts.slice(1) }, 4)).toBeUndefined()
})

test('a model without a quantizer is refused', async () => {
  const model = new Autoencoder({
    inputShape: [4],
    latentDim: 2,
    encoder: mlp({ hiddenUnits: [3] }),
    decoder: mlp({ hiddenUnits: [3] }),
  })
  const x = tf.zeros([4, 4])
  await expect(
    fit(model, x, { epochs: 1, callbacks: [codebookDiagnostics()] }),
  ).rejects.toThrowErrorMatchingInlineSnapshot(`
    [AeError: codebookDiagnostics: expected a model with a \`quantizer\`. Received: an object of Autoencoder.
      Hint: name it: codebookDiagnostics({ quantizer }).]
  `)
  x.dispose()
  model.dispose()
})
