import { AeError } from '@ae/core'

/** The text that `input` is: bytes must be valid UTF-8. A byte order mark at its start is left out. */
export function decodeUtf8(subject: string, input: string | Uint8Array): string {
  if (typeof input === 'string') return input.startsWith('\uFEFF') ? input.slice(1) : input
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(input)
  } catch (cause) {
    throw new AeError(
      'data',
      `${subject}: at byte ${firstInvalid(input)}, expected UTF-8. Received: bytes that are not.`,
      { cause },
    )
  }
}

/** Where the longest valid beginning ends, found by halving. */
function firstInvalid(bytes: Uint8Array): number {
  let valid = 0
  let invalid = bytes.length
  while (invalid - valid > 1) {
    const middle = (valid + invalid) >>> 1
    if (isValidBeginning(bytes.subarray(0, middle))) valid = middle
    else invalid = middle
  }
  return valid
}

function isValidBeginning(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true })
    return true
  } catch {
    return false
  }
}
