import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import * as tf from '@tensorflow/tfjs'
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm'

/** In Node, tfjs' wasm backend has to be told where its files lie. */
export async function useWasmInNode(): Promise<void> {
  const main = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm')
  setWasmPaths(`${join(dirname(main), '..', 'wasm-out')}/`)
  await tf.setBackend('wasm')
}
