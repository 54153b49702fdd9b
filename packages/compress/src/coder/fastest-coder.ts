import type { Coder } from './coder'
import { plainCoder } from './plain-coder'
import { wasmCoder } from './wasm-coder'

let found: Coder | undefined

/** In WebAssembly where there is any. One for all: a call is done before another begins. */
export function fastestCoder(): Coder {
  found ??= wasmCoder() ?? plainCoder
  return found
}
