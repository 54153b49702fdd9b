import { AeError } from '../errors/ae-error'

/** Bytes in an element of each type that safetensors files hold. */
const SIZES = {
  BOOL: 1,
  U8: 1,
  I8: 1,
  F8_E4M3: 1,
  F8_E5M2: 1,
  U16: 2,
  I16: 2,
  F16: 2,
  BF16: 2,
  U32: 4,
  I32: 4,
  F32: 4,
  U64: 8,
  I64: 8,
  F64: 8,
} as const

/** Type of a tensor's elements, as safetensors files name it. */
export type ElementType = keyof typeof SIZES

/** Bytes in one element; undefined for a type that is not known. */
export function elementSize(dtype: unknown): number | undefined {
  return typeof dtype === 'string' && Object.hasOwn(SIZES, dtype) ? SIZES[dtype as ElementType] : undefined
}

/**
 * Copies elements of a floating type into float32: exact for all but F64, which is rounded.
 *
 * @throws AeError `data` for a type that is not floating
 */
export function toFloat32(name: string, dtype: ElementType, bytes: Uint8Array): Float32Array {
  // A copy, because a view needs an aligned offset; not `slice`, which copies nothing where bytes are a Node Buffer.
  const { buffer } = new Uint8Array(bytes)
  if (dtype === 'F32') return new Float32Array(buffer)
  if (dtype === 'F64') return Float32Array.from(new Float64Array(buffer))
  if (dtype === 'BF16') {
    return new Float32Array(Uint32Array.from(new Uint16Array(buffer), (half) => half << 16).buffer)
  }
  if (dtype === 'F16') return Float32Array.from(new Uint16Array(buffer), fromHalf)
  throw new AeError('data', `checkpoint: expected floating numbers in tensor '${name}'. Received: ${dtype}.`)
}

/** IEEE 754 binary16: 1 sign, 5 exponent, 10 fraction bits. */
function fromHalf(half: number): number {
  const sign = half & 0x8000 ? -1 : 1
  const exponent = (half >> 10) & 0x1f
  const fraction = half & 0x3ff
  if (exponent === 0x1f) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN
  const magnitude = exponent === 0 ? fraction * 2 ** -24 : (1024 + fraction) * 2 ** (exponent - 25)
  return sign * magnitude
}
