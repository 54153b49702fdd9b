export { useWasm, type WasmReport } from './use-wasm'
