import { useWasm, type WasmOptions } from '@ae/wasm'
import type { Run } from '../workload'
import { workloads } from '../workloads'
import type { ChildRequest } from './child-request'

/** Starts our backend; the result sets the workload up. */
export async function startOurs({ workload, threads, simd }: ChildRequest): Promise<() => Promise<Run>> {
  // useWasm refuses what is no kind of SIMD.
  await useWasm({ threads, simd: simd as NonNullable<WasmOptions['simd']> })
  const found = workloads.find(({ name }) => name === workload)
  if (found === undefined) throw new Error(`there is no workload '${workload}'`)
  return () => found.start()
}
