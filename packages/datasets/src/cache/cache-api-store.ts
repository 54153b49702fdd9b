import type { FileStore } from './file-store'
import { joinBytes } from './memory-store'

/** Made up: the Cache API keys its entries by address, and these never leave the machine. */
const BASE = 'https://ae-datasets.invalid/'

/** A store in the browser's Cache API, for browsers whose private file system cannot be written. */
export function cacheApiStore(cache: Cache): FileStore {
  const address = (name: string): string => BASE + name.split('/').map(encodeURIComponent).join('/')
  const store: FileStore = {
    location: "this site's cache storage",
    async read(name) {
      const found = await cache.match(address(name))
      return found && new Uint8Array(await found.arrayBuffer())
    },
    size: async (name) => (await store.read(name))?.length,
    write: async (name, bytes) => cache.put(address(name), new Response(bytes)),
    // There is no way to add to an entry; partial files are rewritten.
    append: async (name, bytes) =>
      store.write(name, joinBytes([(await store.read(name)) ?? new Uint8Array(0), bytes])),
    async move(from, to) {
      const bytes = await store.read(from)
      if (bytes !== undefined) await store.write(to, bytes)
      await store.remove(from)
    },
    remove: async (name) => void (await cache.delete(address(name))),
    async list() {
      const names = (await cache.keys()).map((request) => request.url.slice(BASE.length))
      return names.map((name) => name.split('/').map(decodeURIComponent).join('/')).sort()
    },
  }
  return store
}
