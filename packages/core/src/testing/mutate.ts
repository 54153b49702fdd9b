import type { Rng } from '../interfaces/rng'

/** Integers that size fields overflow at. */
const EXTREMES = [0, 1, 0x7f, 0x80, 0xff, 0x7fff, 0xffff, 0x7fffffff, 0x80000000, 0xffffffff] as const

/** Bytes damaged in one of the ways that files are damaged, or forged: one to four times over. */
export function mutate(bytes: Uint8Array, others: readonly Uint8Array[], rng: Rng): Uint8Array {
  let result: Uint8Array = new Uint8Array(bytes)
  for (let times = 1 + rng.integer(4); times > 0; times--) {
    const way = WAYS[rng.integer(WAYS.length)]
    if (way !== undefined) result = way(result, rng, others)
  }
  return result
}

type Way = (bytes: Uint8Array, rng: Rng, others: readonly Uint8Array[]) => Uint8Array

const WAYS: readonly Way[] = [
  flipBit,
  setByte,
  writeInteger,
  truncate,
  extend,
  duplicate,
  remove,
  splice,
  swapDigits,
]

/** A place; every other time near the start, where headers are. */
function place(bytes: Uint8Array, rng: Rng): number {
  const range = rng.integer(2) === 0 ? Math.min(64, bytes.length) : bytes.length
  return range === 0 ? 0 : rng.integer(range)
}

function flipBit(bytes: Uint8Array, rng: Rng): Uint8Array {
  const i = place(bytes, rng)
  if (i < bytes.length) bytes[i] = (bytes[i] ?? 0) ^ (1 << rng.integer(8))
  return bytes
}

function setByte(bytes: Uint8Array, rng: Rng): Uint8Array {
  const i = place(bytes, rng)
  if (i < bytes.length) bytes[i] = rng.integer(256)
  return bytes
}

function writeInteger(bytes: Uint8Array, rng: Rng): Uint8Array {
  const width = ([1, 2, 4, 8] as const)[rng.integer(4)] ?? 4
  const i = place(bytes, rng)
  if (i + width > bytes.length) return bytes
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const value = EXTREMES[rng.integer(EXTREMES.length)] ?? 0
  const littleEndian = rng.integer(2) === 0
  if (width === 1) view.setUint8(i, value & 0xff)
  if (width === 2) view.setUint16(i, value & 0xffff, littleEndian)
  if (width === 4) view.setUint32(i, value, littleEndian)
  if (width === 8) view.setBigUint64(i, BigInt(value) << BigInt(8 * rng.integer(5)), littleEndian)
  return bytes
}

function truncate(bytes: Uint8Array, rng: Rng): Uint8Array {
  return bytes.slice(0, rng.integer(bytes.length + 1))
}

function extend(bytes: Uint8Array, rng: Rng): Uint8Array {
  const longer = new Uint8Array(bytes.length + 1 + rng.integer(64))
  longer.set(bytes)
  for (let i = bytes.length; i < longer.length; i++) longer[i] = rng.integer(256)
  return longer
}

function duplicate(bytes: Uint8Array, rng: Rng): Uint8Array {
  const begin = place(bytes, rng)
  const end = Math.min(bytes.length, begin + 1 + rng.integer(64))
  return concat(bytes.subarray(0, end), bytes.subarray(begin, end), bytes.subarray(end))
}

function remove(bytes: Uint8Array, rng: Rng): Uint8Array {
  const begin = place(bytes, rng)
  return concat(bytes.subarray(0, begin), bytes.subarray(begin + 1 + rng.integer(64)))
}

function splice(bytes: Uint8Array, rng: Rng, others: readonly Uint8Array[]): Uint8Array {
  const other = others[rng.integer(Math.max(1, others.length))] ?? bytes
  return concat(bytes.subarray(0, place(bytes, rng)), other.subarray(place(other, rng)))
}

/** Text formats keep their sizes in digits: one digit becomes another, or many. */
function swapDigits(bytes: Uint8Array, rng: Rng): Uint8Array {
  const start = place(bytes, rng)
  const i = bytes.subarray(start).findIndex((byte) => byte >= 0x30 && byte <= 0x39)
  if (i < 0) return bytes
  const digits = Uint8Array.from({ length: 1 + rng.integer(12) }, () => 0x30 + rng.integer(10))
  return concat(bytes.subarray(0, start + i), digits, bytes.subarray(start + i + 1))
}

function concat(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let offset = 0
  for (const part of parts) {
    whole.set(part, offset)
    offset += part.length
  }
  return whole
}
