/** Reflected polynomial of CRC-32 (ISO 3309, as in gzip, zip and PNG). */
const POLYNOMIAL = 0xedb88320

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let remainder = byte
  for (let bit = 0; bit < 8; bit++) remainder = (remainder >>> 1) ^ (remainder & 1 ? POLYNOMIAL : 0)
  return remainder
})

/**
 * CRC-32 of `bytes`, as an unsigned 32-bit integer; `before` is that of the bytes in front of them.
 *
 * It finds every change of up to 32 neighbouring bits; it is no protection against intent.
 *
 * @see ISO 3309; RFC 1952, §8
 */
export function crc32(bytes: Uint8Array, before = 0): number {
  let crc = ~before
  for (let i = 0; i < bytes.length; i++) {
    crc = (crc >>> 8) ^ (TABLE[(crc ^ (bytes[i] ?? 0)) & 0xff] ?? 0)
  }
  return ~crc >>> 0
}
