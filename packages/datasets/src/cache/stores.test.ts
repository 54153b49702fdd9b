/// <reference types="node" />
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { cacheApiStore } from './cache-api-store'
import { claim } from './claim'
import { dataDirOf } from './data-dir'
import { defaultStore } from './default-store'
import { resolveDownloadLimits } from './download-limits'
import type { Bytes, FileStore } from './file-store'
import { fakeCache, fakeDirectory } from './fixtures/fake-browser-files'
import { folderStoreIn } from './folder-store'
import { type HostNode, hostNode } from './host-node'
import { memoryStore } from './memory-store'
import { oneAtATime } from './one-at-a-time'
import { opfsStore } from './opfs-store'
import { sha256Hex } from './sha256'

const node = hostNode() as HostNode
const text = (content: string): Bytes => new TextEncoder().encode(content)
let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ae-store-'))
})
afterEach(async () => rm(folder, { recursive: true, force: true }))

const stores: readonly (readonly [string, () => FileStore])[] = [
  ['memory', () => memoryStore()],
  ['a folder', () => folderStoreIn(folder, node)],
  ['private files of a browser', () => opfsStore(fakeDirectory())],
  ['cache storage of a browser', () => cacheApiStore(fakeCache())],
]

describe.each(stores)('a store in %s', (_, make) => {
  test('gives back what it was given, under the name it was given', async () => {
    const store = make()
    await store.write('set/a file+.txt', text('one'))
    await store.write('set/a file+.txt', text('two'))
    expect(await store.read('set/a file+.txt')).toEqual(text('two'))
    expect(await store.size('set/a file+.txt')).toBe(3)
    expect(await store.list()).toEqual(['set/a file+.txt'])
  })

  test('says of what is not there that it is not there', async () => {
    const store = make()
    expect(await store.read('set/none')).toBeUndefined()
    expect(await store.size('set/none')).toBeUndefined()
    expect(await store.list()).toEqual([])
    await store.remove('set/none')
    await store.write('set/in/deep', text('x'))
    expect(await store.read('set/in')).toBeUndefined()
  })

  test('adds to files, moves them onto others, and removes them', async () => {
    const store = make()
    await store.append('set/part', text('ab'))
    await store.append('set/part', text('c'))
    await store.write('set/whole', text('old'))
    await store.move('set/part', 'set/whole')
    expect(await store.read('set/whole')).toEqual(text('abc'))
    expect(await store.list()).toEqual(['set/whole'])
    await store.remove('set/whole')
    expect(await store.list()).toEqual([])
  })
})

describe('a store in a folder', () => {
  test('refuses names that lead out of it', async () => {
    const store = folderStoreIn(folder, node)
    await expect(store.read('../etc/passwd')).rejects.toThrowErrorMatchingInlineSnapshot(
      `[AeError: FileStore: expected to read a file. Received: FileStore: expected a relative file name. Received: '../etc/passwd'..]`,
    )
    await expect(store.write('a/../../b', text('x'))).rejects.toThrow('relative file name')
    await expect(store.read('C:\\x')).rejects.toThrow('relative file name')
  })

  test('creates a file for one of several that try', async () => {
    const store = folderStoreIn(folder, node)
    const won = await Promise.all([1, 2, 3].map(async () => store.create?.('set/x.lock')))
    expect(won.filter((mine) => mine === true)).toHaveLength(1)
  })

  test('says where it could not write', async () => {
    await writeFile(join(folder, 'set'), 'a file where a folder should be')
    const error = await folderStoreIn(folder, node)
      .write('set/x', text('x'))
      .catch((reason: unknown) => reason)
    expect(String(error).replaceAll(folder, 'FOLDER')).toMatchInlineSnapshot(`
      "AeError: FileStore: expected to write 'set/x' in FOLDER. Received: EEXIST.
        Hint: choose a folder that can be written: \`dataDir\`, or AE_DATA_DIR in the environment."
    `)
  })
})

describe('a claim', () => {
  const context = (store: FileStore, stallTimeout: number) => ({
    set: 'toys',
    folders: ['toys'],
    store,
    offline: false,
    limits: resolveDownloadLimits({ stallTimeout }),
    fetch,
    onProgress: undefined,
    signal: undefined,
  })

  test('makes others wait until it is released', async () => {
    const store = folderStoreIn(folder, node)
    const order: string[] = []
    const release = await claim('x.lock', 'x.part', context(store, 5_000))
    const second = claim('x.lock', 'x.part', context(store, 5_000)).then(async (free) => {
      order.push('second')
      await free()
    })
    order.push('first')
    await release()
    await second
    expect(order).toEqual(['first', 'second'])
    expect(await store.list()).toEqual([])
  })

  test('of a process that died is taken over', async () => {
    const store = folderStoreIn(folder, node)
    await store.write('x.lock', text(''))
    const release = await claim('x.lock', 'x.part', context(store, 100))
    await release()
    expect(await store.list()).toEqual([])
  })
})

test('data lies where the environment says, else in the cache folder of the platform', () => {
  const dirOf = (platform: string, env: Record<string, string>): string =>
    dataDirOf({ env, home: '/home/me', path: node.path, platform })
  expect(dirOf('linux', { AE_DATA_DIR: 'data' })).toBe(resolve('data'))
  expect(dirOf('linux', { AE_DATA_DIR: '' })).toBe('/home/me/.cache/ae/datasets')
  expect(dirOf('linux', { XDG_CACHE_HOME: '/var/me' })).toBe('/var/me/ae/datasets')
  expect(dirOf('darwin', {})).toBe('/home/me/Library/Caches/ae/datasets')
  expect(dirOf('win32', { LOCALAPPDATA: '/local' })).toBe('/local/ae/datasets')
})

describe('the store that is chosen', () => {
  afterEach(() => vi.unstubAllGlobals())

  test('is the folder that was named, in Node', async () => {
    expect((await defaultStore(folder)).location).toBe(folder)
  })

  test('is private files in a browser, and memory where a browser allows nothing else', async () => {
    vi.stubGlobal('process', { env: {} })
    expect((await defaultStore()).location).toBe('memory')
    await expect(defaultStore('/data')).rejects.toThrowErrorMatchingInlineSnapshot(`
      [AeError: load: \`dataDir\` names a folder, which only Node has. Received: '/data'.
        Hint: leave it out: browsers keep files in their private file system; or pass \`storage\`.]
    `)
    vi.stubGlobal('caches', { open: async () => fakeCache() })
    expect((await defaultStore()).location).toBe("this site's cache storage")
    vi.stubGlobal(
      'FileSystemFileHandle',
      class {
        createWritable(): void {}
      },
    )
    vi.stubGlobal('navigator', { storage: { getDirectory: async () => fakeDirectory() } })
    expect((await defaultStore()).location).toBe("this site's private files (OPFS)")
  })
})

test('SHA-256 is the same with and without the platform', async () => {
  const expected = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'
  expect(await sha256Hex(text('abc'))).toBe(expected)
  vi.stubGlobal('crypto', {})
  expect(await sha256Hex(text('abc'))).toBe(expected)
  vi.unstubAllGlobals()
})

test('work with the same key waits, also for work that fails; other work does not', async () => {
  const order: string[] = []
  const slow = oneAtATime('a', async () => {
    await new Promise((done) => setTimeout(done, 20))
    order.push('slow')
    throw new Error('no luck')
  })
  const next = oneAtATime('a', async () => void order.push('next'))
  const other = oneAtATime('b', async () => void order.push('other'))
  await expect(slow).rejects.toThrow('no luck')
  await Promise.all([next, other])
  expect(order).toEqual(['other', 'slow', 'next'])
})
