import { Heap } from './heap'
import type { KernelExports } from './kernel-exports'
import { KERNELS_BASE64 } from './kernels-binary'

/** Pages to begin with: 16 MB. */
const FIRST_PAGES = 256
const MOST_PAGES = 65_536
/** Nothing is kept at address 0, so that 0 can mean "none". */
const FIRST_BYTE = 1024

/** The kernels over a memory of their own. */
export interface Kernels {
  /** Blocks in that memory. */
  readonly heap: Heap
  /** The functions. */
  readonly exports: KernelExports
  /** Whether other threads can work on the memory too. */
  readonly shared: boolean
}

/** Compiles the kernels; asynchronously, for a page's main thread may compile no other way. */
export async function instantiateKernels(): Promise<Kernels> {
  const binary = Uint8Array.from(atob(KERNELS_BASE64), (letter) => letter.charCodeAt(0))
  const memory = sharedMemory()
  const shared = memory !== undefined
  const used = memory ?? new WebAssembly.Memory({ initial: FIRST_PAGES, maximum: MOST_PAGES })
  const module = await WebAssembly.compile(shared ? binary : withoutSharing(binary))
  const { exports } = await WebAssembly.instantiate(module, { env: { memory: used, abort() {} } })
  // The module's own promise: kernel-exports.ts lists what assembly/index.ts exports.
  return { heap: new Heap(used, FIRST_BYTE), exports: exports as unknown as KernelExports, shared }
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

function ascii(text: string): number[] {
  return Array.from(text, (letter) => letter.charCodeAt(0))
}
