import { expect, test } from 'vitest'
import { CIFAR_RECORD_BYTES, cifarBatch } from './cifar-batch'

function records(...labels: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(labels.length * CIFAR_RECORD_BYTES)
  labels.forEach((label, i) => {
    const start = i * CIFAR_RECORD_BYTES
    bytes[start] = label
    for (let plane = 0; plane < 3; plane++)
      bytes.fill(10 * i + plane + 1, start + 1 + 1024 * plane, start + 1025 + 1024 * plane)
    bytes[start + 1 + 1024 + 33] = 200
  })
  return bytes
}

test('puts the colours of a pixel together', () => {
  const { count, labels, pixels } = cifarBatch(records(3, 9))
  expect([count, ...labels]).toEqual([2, 3, 9])
  expect(pixels.length).toBe(2 * 32 * 32 * 3)
  expect([...pixels.subarray(0, 6)]).toEqual([1, 2, 3, 1, 2, 3])
  expect([...pixels.subarray(3072, 3075)]).toEqual([11, 12, 13])
  // Row 1, column 1 of the green plane.
  expect([...pixels.subarray(3 * 33, 3 * 33 + 3)]).toEqual([1, 200, 3])
})

test('refuses part of a record, and labels that are none', () => {
  expect(() => cifarBatch(records(1, 2).subarray(0, -1))).toThrow(
    'at byte 3073, expected whole records of 3073 bytes',
  )
  expect(() => cifarBatch(records(1, 10))).toThrow(
    'at byte 3073, expected a label from 0 to 9. Received: 10.',
  )
  expect(cifarBatch(new Uint8Array(0)).count).toBe(0)
})
