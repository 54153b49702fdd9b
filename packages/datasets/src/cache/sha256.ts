import { sha256 } from '@noble/hashes/sha2.js'
import type { Bytes } from './file-store'

/** SHA-256 of the bytes in lower-case hexadecimal digits. */
export async function sha256Hex(bytes: Bytes): Promise<string> {
  const digest = await digestOf(bytes)
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

async function digestOf(bytes: Bytes): Promise<Uint8Array> {
  // The platform's own is several times faster, but pages without https do not have it.
  const { subtle } = globalThis.crypto ?? {}
  return subtle === undefined ? sha256(bytes) : new Uint8Array(await subtle.digest('SHA-256', bytes))
}
