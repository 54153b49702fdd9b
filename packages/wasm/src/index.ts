export { compileScorer, type Scorer, type ScorerOptions } from './compile-scorer'
export type { Simd } from './instantiate'
export { useWasm, type WasmOptions, type WasmReport } from './use-wasm'
