import { AeError, Autoencoder, adam, createRng, fit, mlp } from '@ae/core'
import * as tf from '@tensorflow/tfjs'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createBackend, type WasmBackend } from './backend'
import { RARER_CASES } from './conformance/rarer-cases'
import { Heap } from './heap'
import { instantiateKernels } from './instantiate'
import { startThreadPool } from './threads/thread-pool'
import { useWasm } from './use-wasm'

beforeEach(async () => {
  await useWasm({ threads: 2 })
})
afterEach(() => {
  vi.unstubAllGlobals()
})

/** Bytes of the heap's blocks that are in use, as `tf.memory()` says. */
function used(): number {
  // Our backend adds it; tfjs' type does not say so.
  return (tf.memory() as tf.MemoryInfo & { readonly numBytesInHeap: number }).numBytesInHeap
}

/** Bytes of the whole memory. */
function reserved(): number {
  return (tf.backend() as WasmBackend).heap.memory.buffer.byteLength
}

test('10,000 steps of training lose nothing and reserve nothing', async () => {
  const x = createRng(1).uniform([16, 12])
  const train = async (steps: number): Promise<void> => {
    const model = new Autoencoder({
      inputShape: [12],
      latentDim: 3,
      encoder: mlp({ hiddenUnits: [8] }),
      decoder: mlp({ hiddenUnits: [8] }),
    })
    await fit(model, x, { steps, batchSize: 16, optimizer: adam(), readEvery: 100 })
    model.dispose()
  }
  await train(50)
  const before = [tf.memory().numTensors, tf.memory().numBytes, used(), reserved()]
  await train(10_000)
  expect([tf.memory().numTensors, tf.memory().numBytes, used(), reserved()]).toEqual(before)
  x.dispose()
}, 240_000)

test('the figures of memory() are those of what is there', () => {
  const [bytes, tensors] = [used(), tf.memory().numTensors]
  const x = tf.fill([1000], 2)
  const y = x.square()
  // Two blocks of 4,000 bytes, each rounded up to a class of the allocator: 3,584 < 4,000 ≤ 4,096.
  expect(used() - bytes).toBe(2 * 4096)
  // Shapes share a block; it is in use until the last of them goes.
  const z = y.reshape([10, 100])
  expect(used() - bytes).toBe(2 * 4096)
  y.dispose()
  expect(used() - bytes).toBe(2 * 4096)
  tf.dispose([x, z])
  expect(used()).toBe(bytes)
  expect(tf.memory().numTensors).toBe(tensors)
})

test('when memory grows, tensors keep their values, and so does what was read before', async () => {
  const kept = tf.range(0, 5000).mul(1)
  const read = kept.dataSync()
  const size = reserved()
  const many: tf.Tensor[] = []
  for (let i = 0; reserved() === size && i < 200; i++) many.push(tf.fill([1 << 18], i).add(1))
  expect(reserved()).toBeGreaterThan(size)
  const [first, last] = [many[0] ?? tf.scalar(0), many.at(-1) ?? tf.scalar(0)]
  // Old and new tensors together, on wasm and on CPU kernels (`cumsum` has none of ours).
  const sums = tf.tidy(() => [kept.sum(), first.sum(), last.sum(), tf.cumsum(kept).max()])
  expect(sums.map((sum) => sum.dataSync()[0])).toEqual([
    (4999 * 5000) / 2,
    1 << 18,
    many.length * (1 << 18),
    (4999 * 5000) / 2,
  ])
  expect(read[4999]).toBe(4999)
  tf.dispose([kept, many, sums])
})

test.each([true, false])(
  'at the limit of memory a clear error comes, and work goes on (shared: %s)',
  async (shared) => {
    const kernels = await instantiateKernels('strict')
    const pages = { initial: 64, maximum: 128 }
    const small = new Heap(new WebAssembly.Memory(shared ? { ...pages, shared } : pages), 1024)
    const backend = createBackend({ ...kernels, heap: small }, await startThreadPool(kernels, 1))
    const full = (): unknown => {
      const outputs: tf.TensorInfo[] = []
      try {
        for (;;) outputs.push(backend.output([1 << 18]).info)
      } catch (error) {
        return error
      } finally {
        for (const { dataId } of outputs) backend.disposeData(dataId, true)
      }
    }
    const before = small.used
    const error = full()
    expect(error).toBeInstanceOf(AeError)
    expect((error as AeError).code).toBe('state')
    expect((error as AeError).message).toMatch(
      /^ae-wasm: expected room for 1048576 bytes\. Received none: \d+ are in use\.\n {2}Hint: use smaller batches/,
    )
    expect(small.used).toBe(before)
    // What was freed is there again.
    expect(full()).toBeInstanceOf(AeError)
    expect(small.used).toBe(before)
    backend.dispose()
  },
)

test('where memory is not shared, every view dies when it grows, and no kernel uses a dead one', async () => {
  const expected = await valuesAndGradients()
  vi.stubGlobal('SharedArrayBuffer', undefined)
  // Another number of threads, so that the backend starts anew.
  expect((await useWasm({ threads: 3 })).reason).toContain('SharedArrayBuffer is missing')
  const { heap } = tf.backend() as WasmBackend
  const allocate = heap.allocate.bind(heap)
  let growths = 0
  heap.allocate = (bytes) => {
    const pointer = allocate(bytes)
    heap.memory.grow(1)
    growths++
    return pointer
  }
  const actual = await valuesAndGradients()
  expect(growths).toBeGreaterThan(1000)
  expect(actual.length).toBe(expected.length)
  actual.forEach((values, i) => expect(values).toEqual(expected[i]))
}, 120_000)

/** What a good part of all kernels computes: unusual operations, and a training of a usual network. */
async function valuesAndGradients(): Promise<Float32Array[]> {
  const results: Float32Array[] = []
  for (const [, shapes, f] of RARER_CASES) {
    const rng = createRng(2)
    const inputs = shapes.map((shape) => rng.normal(shape))
    const all = tf.tidy(() => [
      f(...inputs),
      ...tf.grads((...x) =>
        f(...x)
          .square()
          .sum(),
      )(inputs),
    ])
    for (const tensor of all) results.push(Float32Array.from(await tensor.data()))
    tf.dispose([inputs, all])
  }
  const initializer = tf.initializers.glorotUniform({ seed: 4 })
  const kernelInitializer = initializer
  const model = tf.sequential({
    layers: [
      tf.layers.embedding({ inputDim: 9, outputDim: 4, inputLength: 8, embeddingsInitializer: initializer }),
      tf.layers.conv1d({ filters: 6, kernelSize: 3, padding: 'same', kernelInitializer }),
      tf.layers.batchNormalization(),
      tf.layers.gru({ units: 5, kernelInitializer, recurrentInitializer: initializer }),
      tf.layers.dense({ units: 9, activation: 'softmax', kernelInitializer }),
    ],
  })
  const rows = createRng(3)
  const x = tf.tensor2d(Array.from({ length: 32 }, () => Array.from({ length: 8 }, () => rows.integer(9))))
  const y = x.slice([0, 7], [32, 1])
  model.compile({ optimizer: 'adam', loss: 'sparseCategoricalCrossentropy' })
  for (let step = 0; step < 3; step++) results.push(Float32Array.of(Number(await model.trainOnBatch(x, y))))
  for (const weight of model.getWeights()) results.push(Float32Array.from(await weight.data()))
  model.dispose()
  tf.dispose([x, y])
  return results
}
