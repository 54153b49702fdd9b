import type { Times } from '../times'
import type { Footprint } from './peer'

/** What a child process runs. */
export interface ChildRequest {
  /** Whose backend. */
  readonly backend: 'ae-wasm' | 'tfjs-cpu' | 'tfjs-wasm' | 'tfjs-wasm-patched'
  /** Name of the workload. */
  readonly workload: string
  /** Only ours takes more than one. */
  readonly threads: number
  /** How ours rounds. */
  readonly simd: string
}

/** What a child is asked. */
export type ChildOrder = { readonly seconds: number } | 'close'

/** What it answers. */
export type ChildAnswer =
  | { readonly times: Times }
  | { readonly fails: string }
  | { readonly footprint: Footprint }
