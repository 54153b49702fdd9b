import {
  Autoencoder,
  adam,
  conv2dDecoder,
  conv2dEncoder,
  createRng,
  fit,
  gruDecoder,
  gruEncoder,
  save,
} from '@ae/core'
import { useWasm, type WasmReport } from '@ae/wasm'
import * as tf from '@tensorflow/tfjs'

/** What small trainings ran on and ended with. */
export interface SmallTrainings {
  /** What the backend says that it runs on. */
  readonly report: WasmReport
  /** SHA-256 of each model's file after training, by the model's name. */
  readonly hashes: Readonly<Record<string, string>>
  /** Tensors that are left over. */
  readonly leaked: number
}

/** Large enough that every kernel with threads uses them, small enough for seconds. */
const models = {
  'a convolutional auto-encoder': {
    inputShape: [28, 28, 1],
    encoder: conv2dEncoder({ filters: [16, 32] }),
    decoder: conv2dDecoder({ filters: [32, 16] }),
  },
  'a recurrent auto-encoder': {
    inputShape: [12, 6],
    encoder: gruEncoder({ units: [48] }),
    decoder: gruDecoder({ units: [48] }),
  },
} as const

/** Trains small models on the WebAssembly backend. The same code runs in Node, in a page and in a worker. */
export async function smallTrainings(threads: number): Promise<SmallTrainings> {
  const report = await useWasm({ threads, simd: 'strict' })
  const before = tf.memory().numTensors
  const hashes: Record<string, string> = {}
  for (const [name, { inputShape, ...networks }] of Object.entries(models)) {
    const model = new Autoencoder({ inputShape: [...inputShape], latentDim: 8, ...networks, seed: 3 })
    const x = createRng(1).uniform([64, ...inputShape])
    await fit(model, x, { epochs: 4, batchSize: 32, optimizer: adam({ learningRate: 0.01 }), seed: 2 })
    hashes[name] = await sha256(await save(model))
    model.dispose()
    x.dispose()
  }
  return { report, hashes, leaked: tf.memory().numTensors - before }
}

async function sha256(bytes: Uint8Array): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', Uint8Array.from(bytes))
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('')
}
