import { AeError, show } from '@ae/core'

/**
 * The value of a JSON text.
 *
 * @param subject what it is, for messages: `advising`
 * @throws AeError `data` if it is not JSON
 */
export function parseJson(subject: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new AeError('data', `${subject}: expected JSON. Received: ${show(text)}.`, { cause })
  }
}

/** Reads members of a JSON object whose types are not known. */
export interface JsonObject {
  /** A member that is a text. */
  text(key: string): string
  /** A member that is a list of texts. */
  texts(key: string): readonly string[]
  /** A member that is a list of objects. */
  objects(key: string): readonly JsonObject[]
  /** A member that is an object of texts; members of other types are left out. */
  textsByName(key: string): Readonly<Record<string, string>>
}

/**
 * Takes an object of a JSON file.
 *
 * @param subject what it is, for messages: `scitldr, item 3`
 * @throws AeError `data` where it is not as expected
 */
export function jsonObject(subject: string, value: unknown): JsonObject {
  if (typeof value !== 'object' || value === null) throw unexpected(subject, 'an object', value)
  const members = new Map<string, unknown>(Object.entries(value))
  const list = (key: string): readonly unknown[] => {
    const found = members.get(key)
    if (Array.isArray(found)) return found
    throw unexpected(subject, `a list '${key}'`, found)
  }
  const text = (key: string, found: unknown): string => {
    if (typeof found === 'string') return found
    throw unexpected(subject, `text in '${key}'`, found)
  }
  return {
    text: (key) => text(key, members.get(key)),
    texts: (key) => list(key).map((found) => text(key, found)),
    objects: (key) => list(key).map((found) => jsonObject(`${subject}, ${key}`, found)),
    textsByName(key) {
      const entries = Object.entries(members.get(key) ?? {})
      return Object.fromEntries(
        entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
      )
    },
  }
}

function unexpected(subject: string, expected: string, received: unknown): AeError {
  return new AeError('data', `${subject}: expected ${expected}. Received: ${show(received)}.`)
}
