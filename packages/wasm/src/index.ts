export type { Simd } from './instantiate'
export { useWasm, type WasmOptions, type WasmReport } from './use-wasm'
