import type * as tf from '@tensorflow/tfjs'
import type { Heap } from './heap'

/** A float32 tensor's data on the heap, in the form in which tfjs' CPU kernels read data. */
export class HeapData {
  readonly dtype: tf.DataType
  /** First byte on the heap. */
  readonly pointer: number
  /** Number of elements. */
  readonly count: number
  /** Tensors that share the data; tfjs counts them. */
  refCount: number
  readonly #heap: Heap
  #view: Float32Array | undefined

  constructor(heap: Heap, data: Pick<HeapData, 'dtype' | 'pointer' | 'count' | 'refCount'>) {
    this.#heap = heap
    this.dtype = data.dtype
    this.pointer = data.pointer
    this.count = data.count
    this.refCount = data.refCount
  }

  /** A view of the heap, made anew when memory has grown. */
  get values(): Float32Array {
    if (this.#view === undefined || this.#view.buffer !== this.#heap.memory.buffer) {
      this.#view = this.#heap.floats(this.pointer, this.count)
    }
    return this.#view
  }
}
