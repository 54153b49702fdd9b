import { AeError } from '../errors/ae-error'
import { requirePositiveInteger } from '../errors/require'
import type { Rng } from '../interfaces/rng'

/** Options of {@link mutations}. */
export interface MutationsOptions {
  /** How many to make. */
  readonly count: number
  /** Where the damage comes from: the same stream does the same damage. */
  readonly rng: Rng
}

/** Damages bytes in one way. The array it is given is its own. */
type Damage = (bytes: Uint8Array, rng: Rng) => Uint8Array

/** Numbers that length and offset fields are most often wrong about, as the bits of 8 bytes. */
const EXTREMES: readonly bigint[] = [
  0n,
  1n,
  0x7fn,
  0x80n,
  0xffn,
  0x7fffn,
  0x8000n,
  0xffffn,
  0x7fffffffn,
  0x80000000n,
  0xfffffffen,
  0xffffffffn,
  0x1fffffffffffffn,
  0x7fffffffffffffffn,
  0x8000000000000000n,
  0xffffffffffffffffn,
]
/** Bytes that mean something in the text formats. */
const TELLING = Array.from('"\'\\,;:\t\n\r\0 ()[]{}<>=_#.-+/0189eNx\u00ff', (letter) => letter.charCodeAt(0))
/** Most bytes that an extension or a splice adds. */
const MAX_ADDED = 64
/** Most kinds of damage done to one variant. */
const MAX_DAMAGES = 4

const DAMAGES: readonly Damage[] = [
  flipBits,
  truncate,
  extend,
  writeExtreme,
  writeExtreme,
  writeTelling,
  duplicateChunk,
  deleteChunk,
  splice,
]

/**
 * Makes hostile variants of a file: flipped bits, a cut or a longer end, extreme integers of every width in both byte
 * orders, chunks doubled, deleted or moved, and characters that mean something to a parser; one to four of them at once.
 *
 * Tests feed them to parsers, which must return or throw an AeError. *Owns*: every variant is the caller's.
 *
 * @example
 * for (const hostile of mutations(file, { count: 1000, rng: createRng(1) })) parse(hostile)
 */
export function* mutations(
  bytes: Uint8Array,
  { count, rng }: MutationsOptions,
): Generator<Uint8Array, void, undefined> {
  requirePositiveInteger('mutations', 'count', count)
  for (let made = 0; made < count; made++) {
    let variant: Uint8Array = bytes.slice()
    for (let left = 1 + rng.integer(MAX_DAMAGES); left > 0; left--) {
      variant = pick(DAMAGES, rng)(variant, rng)
    }
    yield variant
  }
}

function pick<T>(choices: readonly T[], rng: Rng): T {
  const choice = choices[rng.integer(choices.length)]
  if (choice !== undefined) return choice
  throw new AeError('state', 'mutations: expected something to pick from. Received: nothing.')
}

/** A place in the file, more often near its start: that is where headers are. */
function place(length: number, rng: Rng): number {
  if (length === 0) return 0
  return rng.integer(rng.integer(2) === 0 ? Math.min(length, 64) : length)
}

function flipBits(bytes: Uint8Array, rng: Rng): Uint8Array {
  for (let left = 1 + rng.integer(8); left > 0; left--) {
    const at = place(bytes.length, rng)
    bytes[at] = (bytes[at] ?? 0) ^ (1 << rng.integer(8))
  }
  return bytes
}

function truncate(bytes: Uint8Array, rng: Rng): Uint8Array {
  return bytes.slice(0, rng.integer(bytes.length + 1))
}

function extend(bytes: Uint8Array, rng: Rng): Uint8Array {
  const isZeros = rng.integer(2) === 0
  const added = Uint8Array.from({ length: 1 + rng.integer(MAX_ADDED) }, () =>
    isZeros ? 0 : rng.integer(256),
  )
  return insert(bytes, bytes.length, added)
}

function writeExtreme(bytes: Uint8Array, rng: Rng): Uint8Array {
  const word = new DataView(new ArrayBuffer(8))
  const width = pick([1, 2, 4, 8], rng)
  const isLittleEndian = rng.integer(2) === 0
  word.setBigUint64(0, pick(EXTREMES, rng), isLittleEndian)
  const start = isLittleEndian ? 0 : 8 - width
  const at = place(bytes.length, rng)
  for (let i = 0; i < width && at + i < bytes.length; i++) bytes[at + i] = word.getUint8(start + i)
  return bytes
}

function writeTelling(bytes: Uint8Array, rng: Rng): Uint8Array {
  const letters = Uint8Array.from({ length: 1 + rng.integer(4) }, () => pick(TELLING, rng))
  const at = place(bytes.length, rng)
  if (rng.integer(2) === 0) return insert(bytes, at, letters)
  bytes.set(letters.subarray(0, bytes.length - at), at)
  return bytes
}

function duplicateChunk(bytes: Uint8Array, rng: Rng): Uint8Array {
  const [start, end] = chunkOf(bytes, rng)
  return insert(bytes, end, bytes.slice(start, end))
}

function deleteChunk(bytes: Uint8Array, rng: Rng): Uint8Array {
  const [start, end] = chunkOf(bytes, rng)
  const shorter = new Uint8Array(bytes.length - (end - start))
  shorter.set(bytes.subarray(0, start))
  shorter.set(bytes.subarray(end), start)
  return shorter
}

/** Copies a piece of the file over or into another place of it. */
function splice(bytes: Uint8Array, rng: Rng): Uint8Array {
  const [start, end] = chunkOf(bytes, rng)
  const piece = bytes.slice(start, Math.min(end, start + MAX_ADDED))
  const at = place(bytes.length, rng)
  if (rng.integer(2) === 0) return insert(bytes, at, piece)
  bytes.set(piece.subarray(0, bytes.length - at), at)
  return bytes
}

function chunkOf(bytes: Uint8Array, rng: Rng): readonly [start: number, end: number] {
  const start = place(bytes.length, rng)
  return [start, start + rng.integer(Math.min(bytes.length - start, 4 * MAX_ADDED) + 1)]
}

function insert(bytes: Uint8Array, at: number, added: Uint8Array): Uint8Array {
  const longer = new Uint8Array(bytes.length + added.length)
  longer.set(bytes.subarray(0, at))
  longer.set(added, at)
  longer.set(bytes.subarray(at), at + added.length)
  return longer
}
