import { AeError, createRng } from '@ae/core'
import { expect, test } from 'vitest'
import { Heap } from './heap'

test('blocks never overlap, and freed ones are used again', () => {
  const heap = new Heap(new WebAssembly.Memory({ initial: 1, maximum: 1000 }), 100)
  const rng = createRng(1)
  const live: { pointer: number; bytes: number; mark: number }[] = []
  for (let round = 0; round < 3000; round++) {
    if (live.length > 40 || (live.length > 0 && rng.integer(2) === 0)) {
      const [block] = live.splice(rng.integer(live.length), 1)
      if (block === undefined) continue
      const floats = heap.floats(block.pointer, block.bytes / 4)
      expect(floats.every((value) => value === block.mark)).toBe(true)
      heap.free(block.pointer, block.bytes)
    } else {
      const bytes = 4 * (1 + rng.integer(3000))
      const pointer = heap.allocate(bytes)
      expect(pointer % 64).toBe(0)
      heap.floats(pointer, bytes / 4).fill(round)
      live.push({ pointer, bytes, mark: round })
    }
  }
  for (const { pointer, bytes } of live) heap.free(pointer, bytes)
  expect(heap.used).toBe(0)
  // 3,000 blocks of 6 kB on average are 18 MB; 41 at a time need far less.
  expect(heap.memory.buffer.byteLength).toBeLessThan(2e6)
})

test('what does not fit is refused, and nothing is lost', () => {
  const heap = new Heap(new WebAssembly.Memory({ initial: 1, maximum: 2 }), 100)
  const pointer = heap.allocate(1000)
  expect(() => heap.allocate(10_000_000)).toThrow(AeError)
  expect(heap.used).toBe(1024)
  heap.free(pointer, 1000)
  expect(heap.allocate(1000)).toBe(pointer)
})
