import { AeError } from '../errors/ae-error'
import { show } from '../errors/require'
import { type ElementType, elementSize } from './element-type'
import type { StoredTensor } from './training-state'

/** The header's length comes first, as a little-endian 64-bit integer. */
const LENGTH_BYTES = 8
/** The format's own limit. */
const MAX_HEADER_BYTES = 100_000_000
/** Data begin at a multiple of this, so that a reader can map them. */
const ALIGNMENT = 8

/** One tensor inside a safetensors file. */
export interface FileTensor {
  /** Type of its elements. */
  readonly dtype: ElementType
  /** Sizes of all axes. */
  readonly shape: readonly number[]
  /** Its elements, little-endian, row-major: a view of the file's bytes. */
  readonly bytes: Uint8Array
}

/** A safetensors file, taken apart. */
export interface Safetensors {
  /** Text by key. */
  readonly metadata: ReadonlyMap<string, string>
  /** Tensors by name, in the order of their data. */
  readonly tensors: ReadonlyMap<string, FileTensor>
}

/**
 * Writes a safetensors file: metadata first and in the order given, tensors float32.
 *
 * @see https://huggingface.co/docs/safetensors
 */
export function encodeSafetensors(
  metadata: Readonly<Record<string, string>>,
  tensors: Readonly<Record<string, StoredTensor>>,
): Uint8Array {
  let end = 0
  const entries = Object.entries(tensors).map(([name, { shape, data }]) => {
    const begin = end
    end += data.byteLength
    return [name, { dtype: 'F32', shape, data_offsets: [begin, end] }] as const
  })
  // Written by hand: in an object, JavaScript would put names that are integers before the metadata.
  const members = entries.map(([name, entry]) => `,${JSON.stringify(name)}:${JSON.stringify(entry)}`)
  const json = `{"__metadata__":${JSON.stringify(metadata)}${members.join('')}}`
  const text = new TextEncoder().encode(json)
  const headerLength = Math.ceil(text.length / ALIGNMENT) * ALIGNMENT
  const bytes = new Uint8Array(LENGTH_BYTES + headerLength + end)
  new DataView(bytes.buffer).setBigUint64(0, BigInt(headerLength), true)
  bytes.fill(0x20, LENGTH_BYTES, LENGTH_BYTES + headerLength)
  bytes.set(text, LENGTH_BYTES)
  let offset = LENGTH_BYTES + headerLength
  for (const { data } of Object.values(tensors)) {
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), offset)
    offset += data.byteLength
  }
  return bytes
}

/**
 * Takes a safetensors file apart without copying it. Nothing in the file is believed before it was checked
 * against the bytes present; tensors must cover the data without gap or overlap, as the format demands.
 *
 * @throws AeError `data`
 */
export function decodeSafetensors(bytes: Uint8Array): Safetensors {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (bytes.length < LENGTH_BYTES) throw malformed(`at least ${LENGTH_BYTES} bytes`, `${bytes.length}`)
  const headerLength = Number(view.getBigUint64(0, true))
  if (headerLength > Math.min(bytes.length - LENGTH_BYTES, MAX_HEADER_BYTES)) {
    throw malformed(
      `a header within the file's ${bytes.length} bytes`,
      `a header that claims ${headerLength} bytes`,
    )
  }
  const header = parseHeader(bytes.subarray(LENGTH_BYTES, LENGTH_BYTES + headerLength))
  const data = bytes.subarray(LENGTH_BYTES + headerLength)
  const entries = Object.entries(header)
    .filter(([name]) => name !== '__metadata__')
    .map(([name, entry]) => readEntry(name, entry))
    .sort((a, b) => a.begin - b.begin || a.end - b.end)
  let covered = 0
  for (const { name, begin, end } of entries) {
    if (begin !== covered) throw malformed(`tensor '${name}' to begin at byte ${covered}`, `${begin}`)
    covered = end
  }
  if (covered !== data.length) throw malformed(`${covered} bytes of data`, `${data.length}`)
  return {
    metadata: readMetadata(Object.hasOwn(header, '__metadata__') ? header.__metadata__ : {}),
    tensors: new Map(
      entries.map(({ name, dtype, shape, begin, end }) => [
        name,
        { dtype, shape, bytes: data.subarray(begin, end) },
      ]),
    ),
  }
}

function parseHeader(text: Uint8Array): Readonly<Record<string, unknown>> {
  let header: unknown
  try {
    header = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(text))
  } catch (error) {
    throw malformed('a header of JSON', 'something else', error)
  }
  return asRecord(header, 'a header that is a JSON object')
}

function readMetadata(value: unknown): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(asRecord(value, 'metadata that is a JSON object')).map(([key, text]) => {
      if (typeof text !== 'string') throw malformed(`text in metadata '${key}'`, show(text))
      return [key, text]
    }),
  )
}

interface Entry {
  readonly name: string
  readonly dtype: ElementType
  readonly shape: readonly number[]
  readonly begin: number
  readonly end: number
}

function readEntry(name: string, value: unknown): Entry {
  const { dtype, shape, data_offsets: offsets } = asRecord(value, `tensor '${name}' to be a JSON object`)
  const size = elementSize(dtype)
  if (size === undefined) throw malformed(`a known type of tensor '${name}'`, show(dtype))
  if (!isCounts(shape)) throw malformed(`the shape of tensor '${name}'`, show(shape))
  if (!isCounts(offsets) || offsets.length !== 2) {
    throw malformed(`two offsets of tensor '${name}'`, show(offsets))
  }
  const [begin = 0, end = 0] = offsets
  const length = shape.reduce((product, side) => product * side, size)
  if (end - begin !== length) {
    throw malformed(`${length} bytes in tensor '${name}' of shape ${show(shape)}`, `${end - begin}`)
  }
  // `elementSize` knows it, so it is one.
  return { name, dtype: dtype as ElementType, shape, begin, end }
}

function isCounts(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((item) => Number.isSafeInteger(item) && item >= 0)
}

function asRecord(value: unknown, expected: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw malformed(expected, show(value))
  }
  // Checked just above: an object that is not an array can be read by key.
  return value as Readonly<Record<string, unknown>>
}

function malformed(expected: string, received: string, cause?: unknown): AeError {
  return new AeError('data', `safetensors: expected ${expected}. Received: ${received}.`, {
    hint: 'the file is damaged, or is no safetensors file.',
    ...(cause === undefined ? {} : { cause }),
  })
}
