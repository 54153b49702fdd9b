import { AeError } from '@ae/core'
import { RELAXED_EDITS } from './generated/relaxed-kernels'
import { STRICT_KERNELS } from './generated/strict-kernels'
import { Heap } from './heap'
import type { KernelExports } from './kernel-exports'

/** Pages to begin with: 16 MB. */
const FIRST_PAGES = 256
const MOST_PAGES = 65_536
/** Nothing is kept at address 0, so that 0 can mean "none". */
const FIRST_BYTE = 1024

/**
 * How products are rounded: `strict`, the same on every machine; `relaxed`, multiply and add in one where the machine
 * can, which is faster and as exact, but not the same everywhere.
 */
export type Simd = 'strict' | 'relaxed'

/** The kernels over a memory of their own. */
export interface Kernels {
  /** The compiled code, for other threads to instantiate. */
  readonly module: WebAssembly.Module
  /** Blocks in the memory. */
  readonly heap: Heap
  /** The functions. */
  readonly exports: KernelExports
  /** Whether other threads can work on the memory too. */
  readonly shared: boolean
}

/** Whether this machine can run relaxed kernels. */
export function hasRelaxedSimd(): boolean {
  return WebAssembly.validate(kernels('relaxed'))
}

/**
 * Compiles the kernels; asynchronously, for a page's main thread may compile no other way.
 *
 * @throws AeError `state` where WebAssembly has no SIMD
 */
export async function instantiateKernels(simd: Simd): Promise<Kernels> {
  const binary = kernels(simd)
  const memory = sharedMemory()
  const shared = memory !== undefined
  const code = shared ? binary : withoutSharing(binary)
  if (!WebAssembly.validate(code)) {
    throw new AeError('state', `ae-wasm: expected WebAssembly with ${simd} SIMD. Received: none.`, {
      hint: 'use Node ≥ 20.19 (relaxed: 22), or a browser of 2023 or later.',
    })
  }
  const used = memory ?? new WebAssembly.Memory({ initial: FIRST_PAGES, maximum: MOST_PAGES })
  const module = await WebAssembly.compile(code)
  const { exports } = await WebAssembly.instantiate(module, { env: { memory: used, abort() {} } })
  // The module's own promise: kernel-exports.ts lists what assembly/index.ts exports.
  return { module, heap: new Heap(used, FIRST_BYTE), exports: exports as unknown as KernelExports, shared }
}

function sharedMemory(): WebAssembly.Memory | undefined {
  if (typeof SharedArrayBuffer === 'undefined') return undefined
  try {
    return new WebAssembly.Memory({ initial: FIRST_PAGES, maximum: MOST_PAGES, shared: true })
  } catch {
    return undefined
  }
}

/** `env.memory`, kind memory (2), limits flag: shared with a maximum (3). The flag is the only place that says so. */
const SHARED_IMPORT = [3, ...ascii('env'), 6, ...ascii('memory'), 2, 3]
/** Not shared, with a maximum. */
const UNSHARED = 1

/** The same module for a memory that is not shared, where pages are not isolated. */
function withoutSharing(binary: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const copy = binary.slice()
  const at = copy.findIndex((_, i) => SHARED_IMPORT.every((byte, k) => copy[i + k] === byte))
  copy[at + SHARED_IMPORT.length - 1] = UNSHARED
  return copy
}

function kernels(simd: Simd): Uint8Array<ArrayBuffer> {
  const strict = decode(STRICT_KERNELS)
  if (simd === 'strict') return strict
  const growth = RELAXED_EDITS.reduce((sum, [, removed, inserted]) => sum + inserted.length / 2 - removed, 0)
  const relaxed = new Uint8Array(strict.length + growth)
  let [from, to] = [0, 0]
  const copy = (part: Uint8Array): void => {
    relaxed.set(part, to)
    to += part.length
  }
  for (const [start, removed, inserted] of RELAXED_EDITS) {
    copy(strict.subarray(from, start))
    copy(decode(inserted))
    from = start + removed
  }
  copy(strict.subarray(from))
  return relaxed
}

/** Bytes from pairs of hexadecimal digits. */
function decode(digits: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length: digits.length / 2 }, (_, i) =>
    Number.parseInt(digits.slice(2 * i, 2 * i + 2), 16),
  )
}

function ascii(text: string): number[] {
  return Array.from(text, (letter) => letter.charCodeAt(0))
}
