import { AeError } from '@ae/core'
import * as tf from '@tensorflow/tfjs'
import type { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu'
import type { Heap } from './heap'
import { HeapData } from './heap-data'
import type { Kernels } from './instantiate'
import type { KernelExports } from './kernel-exports'
import type { ThreadPool } from './threads/thread-pool'
import { type ProductSize, type Tile, tiles } from './threads/tiles'

/** One product of row-major matrices on the heap: C = op(A)·op(B), added to C where `accumulate`. */
export interface Product {
  readonly a: number
  /** Floats between two rows of A as it lies there. */
  readonly lda: number
  /** Whether A is transposed. */
  readonly ta: boolean
  readonly b: number
  readonly ldb: number
  readonly tb: boolean
  readonly c: number
  /** Floats between two rows of C. Default: its rows follow each other without gap. */
  readonly ldc?: number
  readonly m: number
  readonly n: number
  readonly k: number
  readonly accumulate?: boolean
}

/** What kernels see of the backend. */
export interface WasmBackend extends tf.KernelBackend {
  readonly heap: Heap
  readonly exports: KernelExports
  /** Where a tensor's float32 values are on the heap, moved there if need be; undefined if it has none. */
  pointer(info: tf.TensorInfo): number | undefined
  /** A tensor's numbers wherever they are; a view that lasts until the next allocation. */
  numbers(info: tf.TensorInfo): Float32Array | Int32Array | Uint8Array | undefined
  makeTensorInfo(shape: readonly number[], dtype: tf.DataType, values: Uint8Array | Int32Array): tf.TensorInfo
  /** A new float32 tensor on the heap; its content is whatever was there. */
  output(shape: readonly number[]): HeapOutput
  /** An empty tensor that owns a block of `count` floats, which only kernels read: it is freed with the tensor. */
  block(count: number): HeapOutput
  /** A complex tensor's parts, which it owns; undefined for any other. */
  complexParts(info: tf.TensorInfo): ComplexParts | undefined
  /** A complex tensor that owns the parts it is made of. */
  makeComplex(parts: ComplexParts): tf.TensorInfo
  gemm(product: Product): void
  /** The shares of a product's result that the threads compute. */
  tiles(size: ProductSize): readonly Tile[]
  /** Threads that share the work. */
  readonly pool: ThreadPool
  /** A block of memory for each thread, for what a kernel lays aside. */
  readonly scratches: readonly number[]
  disposeIntermediateTensorInfo(info: tf.TensorInfo): void
}

/** Two float32 tensors of one shape. */
export interface ComplexParts {
  readonly real: tf.TensorInfo
  readonly imag: tf.TensorInfo
}

/** A tensor that a kernel fills. */
export interface HeapOutput {
  readonly info: tf.TensorInfo
  readonly pointer: number
}

type Values = Parameters<MathBackendCPU['write']>[0]

/**
 * tfjs' CPU backend, whose float32 tensors move onto the WebAssembly heap as soon as a kernel of ours needs them.
 *
 * Every CPU kernel runs on it unchanged, for data on the heap look to them like any other.
 *
 * @throws AeError `state` if the CPU backend is not loaded
 */
export function createBackend({ heap, exports }: Kernels, pool: ThreadPool): WasmBackend {
  // The class of the very tfjs that is loaded: a page may hold two copies, and ours must be the user's.
  const cpu = tf.findBackendFactory('cpu')?.()
  if (cpu === undefined) {
    throw new AeError('state', "ae-wasm: expected tfjs' CPU backend. Received: none.", {
      hint: "import '@tensorflow/tfjs', which brings it, before using the backend.",
    })
  }
  const Cpu = cpu.constructor as typeof MathBackendCPU
  const scratches = Array.from({ length: pool.threads }, () => heap.allocate(exports.gemmScratchBytes()))
  const sharers = { threads: pool.threads, tileRows: exports.tileRows() }

  // oxlint-disable-next-line ae/final-classes -- tfjs' backends can only be joined by inheriting from one.
  class Backend extends Cpu {
    readonly heap = heap
    readonly exports = exports
    readonly pool = pool
    readonly scratches = scratches

    override write(values: Values, shape: number[], dtype: tf.DataType): object {
      return super.write(this.#copied(values), shape, dtype)
    }

    override move(
      dataId: object,
      values: Values,
      shape: number[],
      dtype: tf.DataType,
      refCount: number,
    ): void {
      super.move(dataId, this.#copied(values), shape, dtype, refCount)
    }

    override readSync(dataId: object): Values {
      return this.#copied(super.readSync(dataId))
    }

    override disposeData(dataId: object, force = false): boolean {
      const data: unknown = this.data.has(dataId) ? this.data.get(dataId) : undefined
      const gone = super.disposeData(dataId, force)
      if (gone && data instanceof HeapData) heap.free(data.pointer, data.count * 4)
      return gone
    }

    override dispose(): void {
      pool.dispose()
      super.dispose()
    }

    override memory(): { unreliable: boolean; reasons: string[]; numBytesInHeap: number } {
      return { unreliable: false, reasons: [], numBytesInHeap: heap.used }
    }

    pointer(info: tf.TensorInfo): number | undefined {
      const data: unknown = this.data.get(info.dataId)
      if (data instanceof HeapData) return data.pointer
      const { values, dtype, refCount } = this.data.get(info.dataId)
      if (!(values instanceof Float32Array)) return undefined
      const count = values.length
      const pointer = heap.allocate(count * 4)
      heap.floats(pointer, count).set(values)
      // DataStorage counts what is set, also where it was there already.
      this.data.delete(info.dataId)
      this.data.set(info.dataId, new HeapData(heap, { pointer, count, dtype, refCount }))
      return pointer
    }

    numbers(info: tf.TensorInfo): Float32Array | Int32Array | Uint8Array | undefined {
      const { values } = this.data.get(info.dataId)
      const typed =
        values instanceof Float32Array || values instanceof Int32Array || values instanceof Uint8Array
      return typed ? values : undefined
    }

    output(shape: readonly number[]): HeapOutput {
      return this.#onHeap(
        shape,
        shape.reduce((product, side) => product * side, 1),
      )
    }

    block(count: number): HeapOutput {
      return this.#onHeap([0], count)
    }

    #onHeap(shape: readonly number[], count: number): HeapOutput {
      const pointer = heap.allocate(count * 4)
      const dataId = {}
      this.data.set(dataId, new HeapData(heap, { pointer, count, dtype: 'float32', refCount: 1 }))
      return { info: { dataId, shape: [...shape], dtype: 'float32' }, pointer }
    }

    complexParts(info: tf.TensorInfo): ComplexParts | undefined {
      return this.data.get(info.dataId).complexTensorInfos
    }

    makeComplex({ real, imag }: ComplexParts): tf.TensorInfo {
      const info = this.makeTensorInfo(real.shape, 'complex64')
      this.data.get(info.dataId).complexTensorInfos = { real, imag }
      return info
    }

    gemm({ a, lda, ta, b, ldb, tb, c, m, n, k, ldc = n, accumulate = false }: Product): void {
      const [flagA, flagB, flagC] = [Number(ta), Number(tb), Number(accumulate)]
      pool.run(
        'gemm',
        this.tiles({ rows: m, columns: n, depth: k }).map((tile, i) =>
          [a, lda, flagA, b, ldb, flagB, c, ldc].concat(tile, [k, flagC, scratches[i] ?? 0]),
        ),
      )
    }

    tiles(size: ProductSize): readonly Tile[] {
      return tiles(size, sharers)
    }

    /** CPU kernels hand out parts of their input, and users keep what they read: on the heap it would change. */
    #copied(values: Values): Values {
      if (!(values instanceof Float32Array)) return values
      // A view of shared memory keeps its buffer's former object when memory has grown.
      const ours =
        values.buffer === heap.memory.buffer ||
        (typeof SharedArrayBuffer !== 'undefined' && values.buffer instanceof SharedArrayBuffer)
      return ours ? values.slice() : values
    }
  }
  const backend = new Backend()
  // At its first write the CPU backend advises to install something faster; this is it.
  Object.assign(backend, { firstUse: false })
  return backend as unknown as WasmBackend
}
