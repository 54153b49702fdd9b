import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { Autoencoder, adam, conv2dDecoder, conv2dEncoder, createRng, fit, save } from '@ae/core'
import { expect, test } from 'vitest'
import { useWasm } from '../use-wasm'
import { split } from './split'

test('shares cover a range without gap or overlap, in whole grains', () => {
  for (const [size, parts, grain] of [
    [100, 3, 8],
    [7, 4, 1],
    [1, 8, 16],
    [0, 2, 4],
    [64, 2, 32],
  ] as const) {
    const shares = split(size, parts, grain)
    expect(shares.length).toBeLessThanOrEqual(parts)
    expect(shares[0]?.begin).toBe(0)
    expect(shares.at(-1)?.end).toBe(size)
    shares.slice(1).forEach(({ begin }, i) => {
      expect(begin).toBe(shares[i]?.end)
      expect(begin % grain).toBe(0)
    })
  }
})

test('weights after a training are the same, bit for bit, on one, two and three threads', async () => {
  const weights: string[] = []
  for (const threads of [1, 2, 3]) {
    expect((await useWasm({ threads })).threads).toBe(threads)
    const model = new Autoencoder({
      inputShape: [28, 28, 1],
      latentDim: 8,
      encoder: conv2dEncoder({ filters: [16, 32] }),
      decoder: conv2dDecoder({ filters: [32, 16] }),
    })
    const x = createRng(1).uniform([64, 28, 28, 1])
    await fit(model, x, { epochs: 3, batchSize: 32, optimizer: adam({ learningRate: 0.01 }) })
    weights.push(String(await save(model)))
    model.dispose()
    x.dispose()
  }
  expect(new Set(weights).size).toBe(1)
}, 60_000)

test('calls at the same time start one backend after the other, and each tells the truth', async () => {
  const [a, b] = await Promise.all([useWasm({ threads: 2 }), useWasm({ threads: 1 })])
  expect([a.threads, b.threads]).toEqual([2, 1])
  expect((await useWasm()).threads).toBe(1)
})

test('a process ends by itself when its work is done', async () => {
  const entry = fileURLToPath(new URL('../index.ts', import.meta.url))
  const code = `import { useWasm } from '${entry}'; console.log((await useWasm({ threads: 2 })).threads)`
  const run = promisify(execFile)(
    process.execPath,
    ['--conditions=@ae/source', '--import', 'tsx', '--input-type=module', '--eval', code],
    { timeout: 110_000 },
  )
  expect((await run).stdout).toContain('2')
}, 120_000)

test('what cannot be is refused', async () => {
  await expect(useWasm({ threads: 0 })).rejects.toThrowErrorMatchingInlineSnapshot(
    `[AeError: useWasm: \`threads\` must be a positive integer. Received: 0.]`,
  )
  await expect(useWasm({ simd: 'fast' as never })).rejects.toThrowErrorMatchingInlineSnapshot(
    `[AeError: useWasm: \`simd\` must be one of 'strict', 'relaxed'. Received: 'fast'.]`,
  )
})
