import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { repairTfjs } from '@ae/core'
import * as tf from '@tensorflow/tfjs'
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm'

/** Starts the fastest backend there is in Node, with what tfjs gets wrong put right. Returns its name. */
export async function useFastBackend(): Promise<string> {
  const entry = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm')
  setWasmPaths(`${join(dirname(entry), '..', 'wasm-out')}/`)
  await tf.setBackend('wasm')
  await tf.ready()
  repairTfjs()
  return tf.getBackend()
}
