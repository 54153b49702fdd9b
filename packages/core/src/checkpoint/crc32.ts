/** Reflected polynomial of CRC-32 (ISO 3309, as in gzip and PNG). */
const POLYNOMIAL = 0xedb88320

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let remainder = byte
  for (let bit = 0; bit < 8; bit++) remainder = (remainder >>> 1) ^ (remainder & 1 ? POLYNOMIAL : 0)
  return remainder
})

/**
 * CRC-32 of the concatenation of `parts`, as an unsigned 32-bit integer.
 *
 * It finds every change of up to 32 neighbouring bits; it is no protection against intent.
 */
export function crc32(...parts: readonly Uint8Array[]): number {
  let crc = 0xffffffff
  for (const part of parts) {
    for (let i = 0; i < part.length; i++) {
      crc = (crc >>> 8) ^ (TABLE[(crc ^ (part[i] ?? 0)) & 0xff] ?? 0)
    }
  }
  return ~crc >>> 0
}
