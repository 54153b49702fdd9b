import { gunzip } from '../formats/gunzip'

const GZIP_MAGIC = [0x1f, 0x8b]

/** The bytes, unpacked if they are gzipped: repacks often are where the official file is not. */
export function unpacked(bytes: Uint8Array): Uint8Array {
  return GZIP_MAGIC.every((byte, i) => bytes[i] === byte) ? gunzip(bytes) : bytes
}

/** The UTF-8 text in a file, which may be gzipped. */
export function decodeText(bytes: Uint8Array): string {
  return new TextDecoder().decode(unpacked(bytes))
}

/** The lines of a text one at a time, without their ends; empty ones are left out. */
export function* linesOf(text: string): Generator<string, void, undefined> {
  for (let start = 0; start < text.length; ) {
    const found = text.indexOf('\n', start)
    const end = found < 0 ? text.length : found
    const line = text.slice(start, text[end - 1] === '\r' ? end - 1 : end)
    if (line !== '') yield line
    start = end + 1
  }
}
