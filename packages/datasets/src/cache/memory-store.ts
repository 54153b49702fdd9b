import type { Bytes, FileStore } from './file-store'

/**
 * A store that forgets with the page or the process; for tests, and where nothing may be kept.
 *
 * @param files what it holds at first
 * @example
 * const { train } = await mnist({ storage: memoryStore() })
 */
export function memoryStore(files: Readonly<Record<string, Bytes>> = {}): FileStore {
  const held = new Map(Object.entries(files))
  return {
    location: 'memory',
    read: async (name) => held.get(name)?.slice(),
    size: async (name) => held.get(name)?.length,
    write: async (name, bytes) => void held.set(name, bytes.slice()),
    async append(name, bytes) {
      held.set(name, joinBytes([held.get(name) ?? new Uint8Array(0), bytes]))
    },
    async move(from, to) {
      const bytes = held.get(from)
      if (bytes !== undefined) held.set(to, bytes)
      held.delete(from)
    },
    remove: async (name) => void held.delete(name),
    list: async () => [...held.keys()].sort(),
  }
}

/** The parts one after the other, as new bytes. */
export function joinBytes(parts: readonly Uint8Array[]): Bytes {
  const joined = new Uint8Array(parts.reduce((length, part) => length + part.length, 0))
  let offset = 0
  for (const part of parts) {
    joined.set(part, offset)
    offset += part.length
  }
  return joined
}
