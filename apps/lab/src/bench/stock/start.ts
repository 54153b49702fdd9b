import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import * as tf from '@tensorflow/tfjs'
import type { ChildRequest } from '../peers/child-request'
import type { Run } from '../workload'
import { stockWorkloads } from './workloads'

/** Starts a backend of tfjs; the result sets the workload up, in plain tfjs. */
export async function startStock({ backend, workload }: ChildRequest): Promise<() => Promise<Run>> {
  const name = backend === 'tfjs-cpu' ? 'cpu' : 'wasm'
  if (name === 'wasm') {
    const { setWasmPaths } = await import('@tensorflow/tfjs-backend-wasm')
    const entry = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm')
    setWasmPaths(`${join(dirname(entry), '..', 'wasm-out')}/`)
  }
  await tf.setBackend(name)
  if (backend === 'tfjs-wasm-patched') {
    const { repairTfjs } = await import('@ae/core')
    repairTfjs()
  }
  const start = stockWorkloads[workload]
  if (start === undefined) throw new Error(`there is no form of '${workload}' in plain tfjs`)
  return async () => start()
}
