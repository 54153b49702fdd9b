/// <reference types="node" />
import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { AeError } from '@ae/core'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { SourceFile } from '../sources/source-file'
import { type DownloadLimits, resolveDownloadLimits } from './download-limits'
import type { Bytes, FileStore } from './file-store'
import { memoryStore } from './memory-store'
import type { LoadProgress, ObtainContext } from './obtain-context'
import { obtainFile } from './obtain-file'

const CONTENT: Bytes = Uint8Array.from({ length: 12_000 }, (_, i) => (i * i * 7 + (i >> 8)) & 255)
const HASH = createHash('sha256').update(CONTENT).digest('hex')

/** What the server does with the nth request, from 0. */
type Behaviour = (request: IncomingMessage, response: ServerResponse, nth: number) => void

let server: Server
let behave: Behaviour
let requests: IncomingMessage[]

beforeEach(async () => {
  requests = []
  server = createServer((request, response) => {
    requests.push(request)
    behave(request, response, requests.length - 1)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
})

afterEach(async () => {
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
})

/** Serves as a good server does: with a length, an entity tag and ranges. */
function serve(request: IncomingMessage, response: ServerResponse, etag = '"v1"', content = CONTENT): void {
  const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? Number.NaN)
  const sameVersion = (request.headers['if-range'] ?? etag) === etag
  response.setHeader('etag', etag)
  if (Number.isNaN(start) || !sameVersion) {
    response.setHeader('content-length', content.length)
    response.end(content)
    return
  }
  response.statusCode = 206
  response.setHeader('content-range', `bytes ${start}-${content.length - 1}/${content.length}`)
  response.end(content.subarray(start))
}

const good: Behaviour = (request, response) => serve(request, response)

/** Sends the head and the first bytes, then hangs up. */
function dropAfter(bytes: number, response: ServerResponse, etag = '"v1"'): void {
  response.writeHead(200, { 'content-length': CONTENT.length, ...(etag === '' ? {} : { etag }) })
  response.write(CONTENT.subarray(0, bytes), () => setTimeout(() => response.destroy(), 20))
}

interface Wanted {
  readonly known?: boolean
  readonly paths?: readonly string[]
  readonly store?: FileStore
  readonly limits?: DownloadLimits
  readonly offline?: boolean
  readonly signal?: AbortSignal
  readonly onProgress?: (event: LoadProgress) => void
  readonly bytes?: number
}

async function obtain(wanted: Wanted = {}): Promise<Bytes> {
  const { known = true, paths = ['/file.bin'], store = memoryStore() } = wanted
  const { port } = server.address() as AddressInfo
  const accepted = {
    name: 'file.bin',
    ...(known ? { sha256: HASH } : {}),
    ...(wanted.bytes === undefined ? {} : { bytes: wanted.bytes }),
  }
  const file: SourceFile = {
    name: 'file.bin',
    urls: paths.map((path) => `http://127.0.0.1:${port}${path}`),
    accepted: [accepted],
  }
  const context: ObtainContext = {
    set: 'toys',
    folders: ['toys'],
    store,
    offline: wanted.offline ?? false,
    limits: resolveDownloadLimits({ attempts: 3, backoff: 1, stallTimeout: 5_000, ...wanted.limits }),
    fetch,
    onProgress: wanted.onProgress,
    signal: wanted.signal,
  }
  return (await obtainFile(file, context)).bytes
}

/** The message of the failure, without the port. */
async function failure(wanted: Wanted): Promise<string> {
  const error: unknown = await obtain(wanted).then(
    () => undefined,
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(AeError)
  return error instanceof Error ? error.message.replaceAll(/127\.0\.0\.1:\d+/g, 'HOST') : ''
}

describe('a download', () => {
  test('is checked, kept, and not repeated', async () => {
    behave = good
    const store = memoryStore()
    expect(await obtain({ store })).toEqual(CONTENT)
    expect(await obtain({ store })).toEqual(CONTENT)
    expect(requests).toHaveLength(1)
    expect(await store.list()).toEqual(['toys/file.bin'])
  })

  test('reports bytes and total as it goes', async () => {
    behave = good
    const events: LoadProgress[] = []
    await obtain({ onProgress: (event) => events.push(event) })
    expect(events[0]).toEqual({ file: 'file.bin', received: 0, total: CONTENT.length })
    expect(events.at(-1)?.received).toBe(CONTENT.length)
    const received = events.map((event) => event.received)
    expect(received).toEqual([...received].sort((a, b) => a - b))
  })

  test('goes on where a dropped connection ended', async () => {
    behave = (request, response, nth) => (nth === 0 ? dropAfter(4_000, response) : serve(request, response))
    expect(await obtain()).toEqual(CONTENT)
    expect(requests.map(({ headers }) => [headers.range, headers['if-range']])).toEqual([
      [undefined, undefined],
      ['bytes=4000-', '"v1"'],
    ])
  })

  test('goes on in a later call from what an earlier one left', async () => {
    behave = (_, response) => dropAfter(4_000, response)
    const store = memoryStore()
    await failure({ store, limits: { attempts: 1 } })
    expect(await store.size('toys/file.bin.part')).toBe(4_000)
    behave = good
    expect(await obtain({ store })).toEqual(CONTENT)
    expect(requests.at(-1)?.headers.range).toBe('bytes=4000-')
    expect(await store.list()).toEqual(['toys/file.bin'])
  })

  test('begins again when the file has changed in between', async () => {
    behave = (request, response, nth) =>
      nth === 0 ? dropAfter(4_000, response, '"v0"') : serve(request, response)
    expect(await obtain({ known: false })).toEqual(CONTENT)
    expect(requests[1]?.headers['if-range']).toBe('"v0"')
  })

  test('begins again when the server ignores ranges', async () => {
    behave = (request, response, nth) => {
      delete request.headers.range
      if (nth === 0) dropAfter(4_000, response)
      else serve(request, response)
    }
    expect(await obtain()).toEqual(CONTENT)
  })

  test('begins again rather than join bytes that neither a checksum nor a version holds together', async () => {
    behave = (request, response, nth) =>
      nth === 0 ? dropAfter(4_000, response, '') : serve(request, response)
    expect(await obtain({ known: false })).toEqual(CONTENT)
    expect(requests[1]?.headers.range).toBeUndefined()
  })

  test('throws away a part other than the one that was asked for', async () => {
    behave = (request, response, nth) => {
      if (nth === 0) return dropAfter(4_000, response)
      if (nth > 1) return serve(request, response)
      response.writeHead(206, { 'content-range': `bytes 0-9/${CONTENT.length}` })
      response.end(CONTENT.subarray(0, 10))
    }
    expect(await obtain()).toEqual(CONTENT)
    expect(requests).toHaveLength(3)
  })

  test('begins again when the part that is there is longer than the file', async () => {
    behave = (request, response) => {
      if (request.headers.range === undefined) return serve(request, response)
      response.writeHead(416).end()
    }
    const store = memoryStore({ 'toys/file.bin.part': new Uint8Array(CONTENT.length + 5) })
    expect(await obtain({ store })).toEqual(CONTENT)
  })

  test('begins again when an interrupted one turns out to have been damaged', async () => {
    behave = good
    const store = memoryStore({ 'toys/file.bin.part': new Uint8Array(1000) })
    expect(await obtain({ store })).toEqual(CONTENT)
    expect(requests.map(({ headers }) => headers.range)).toEqual(['bytes=1000-', undefined])
  })

  test('survives a server that is overloaded for a while', async () => {
    behave = (request, response, nth) => (nth < 2 ? response.writeHead(503).end() : serve(request, response))
    expect(await obtain()).toEqual(CONTENT)
  })

  test('gives up a connection on which nothing comes', async () => {
    behave = (request, response, nth) => {
      if (nth > 0) return serve(request, response)
      response.writeHead(200, { 'content-length': CONTENT.length })
      response.write(CONTENT.subarray(0, 1000))
    }
    expect(await obtain({ limits: { stallTimeout: 150 } })).toEqual(CONTENT)
    expect(requests).toHaveLength(2)
  })

  test('tries the next address after a missing file, a web page or a damaged file', async () => {
    behave = (request, response) => {
      if (request.url === '/gone') return response.writeHead(404).end()
      if (request.url === '/page')
        return response.writeHead(200, { 'content-type': 'text/html' }).end('<html>')
      if (request.url === '/damaged') return serve(request, response, '"x"', new Uint8Array(CONTENT.length))
      return serve(request, response)
    }
    expect(await obtain({ paths: ['/gone', '/page', '/damaged', '/good'] })).toEqual(CONTENT)
    expect(requests.map(({ url }) => url)).toEqual(['/gone', '/page', '/damaged', '/good'])
  })

  test('of the same file is made once by two calls at the same time', async () => {
    behave = good
    const store = memoryStore()
    const both = await Promise.all([obtain({ store }), obtain({ store })])
    expect(both).toEqual([CONTENT, CONTENT])
    expect(requests).toHaveLength(1)
  })

  test('that is aborted keeps what it has and says so', async () => {
    const controller = new AbortController()
    behave = (_, response) => {
      response.writeHead(200, { 'content-length': CONTENT.length, etag: '"v1"' })
      response.write(CONTENT.subarray(0, 2_000))
    }
    const store = memoryStore()
    const onProgress = ({ received }: LoadProgress): void => {
      if (received === 2_000) controller.abort()
    }
    expect(await failure({ store, signal: controller.signal, onProgress })).toMatchInlineSnapshot(`
      "toys: loading was aborted.
        Hint: what was downloaded is kept; the next call goes on from there."
    `)
    expect(await store.size('toys/file.bin.part')).toBe(2_000)
    expect(requests).toHaveLength(1)
  })
})

describe('a download that cannot succeed', () => {
  test('is removed if it is not the file that was expected', async () => {
    behave = (request, response) => serve(request, response, '"x"', Uint8Array.of(1, 2, 3))
    const store = memoryStore()
    expect(await failure({ store })).toMatchInlineSnapshot(`
      "toys: expected 'file.bin' with sha256 0a1c621b70a4e2f486a1fbc6e2b5fdc14525d3218650969844d57692b4f2a820. Received: 039058c6f2c0cb492c533b0a4d14ef77cc0f78abccced5287d84a1a2011cfb81 (3 bytes).
        Hint: the download from http://HOST/file.bin was removed; it may have been damaged on the way, or the file there has changed."
    `)
    expect(await store.list()).toEqual([])
  })

  test('says what each address answered and how to get the file by hand', async () => {
    behave = (request, response) => {
      if (request.url === '/busy') response.writeHead(500).end()
      else if (request.url === '/page')
        response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end('x')
      else if (request.url === '/empty') response.writeHead(200, { 'content-length': 0 }).end()
      else if (request.url === '/short') dropAfter(1000, response, '')
      else response.writeHead(404).end()
    }
    const paths = ['/busy', '/page', '/gone', '/empty']
    expect(await failure({ paths })).toMatchInlineSnapshot(`
      "toys: expected to download 'file.bin'. Received:
        - http://HOST/busy: HTTP 500, 3 times
        - http://HOST/page: a web page instead of the file
        - http://HOST/gone: HTTP 404
        - http://HOST/empty: an empty answer, 3 times
        Hint: get 'file.bin' from http://HOST/busy and put it into memory/toys, or name your own folder with \`dataDir\` or AE_DATA_DIR."
    `)
    expect(await failure({ paths: ['/short'] })).toContain('3 times')
  })

  test('stops at the largest size that is allowed, announced or not', async () => {
    behave = good
    expect(await failure({ limits: { maxBytes: 1000 } })).toContain('more than the 1000 bytes')
    behave = (_, response) => response.writeHead(200).end(CONTENT)
    const store = memoryStore()
    expect(await failure({ store, limits: { maxBytes: 1000 } })).toContain('more than the 1000 bytes')
    expect(await failure({ store, bytes: 2000 })).toContain('more than the 2000 bytes')
    expect(await store.list()).toEqual([])
  })

  test('is not begun offline', async () => {
    behave = good
    expect(await failure({ offline: true })).toMatchInlineSnapshot(`
      "toys: expected the file 'file.bin' in memory/toys. Received: no such file (offline).
        Hint: get 'file.bin' from http://HOST/file.bin and put it into memory/toys, or name your own folder with \`dataDir\` or AE_DATA_DIR."
    `)
    expect(await failure({ paths: [] })).toContain('it has no direct download')
    expect(requests).toHaveLength(0)
  })

  test('is not begun after an abort', async () => {
    behave = good
    expect(await failure({ signal: AbortSignal.abort() })).toContain('toys: loading was aborted')
    expect(requests).toHaveLength(0)
  })
})

describe('a file without a known checksum', () => {
  test('is held to the one it had when it was first seen', async () => {
    behave = good
    const store = memoryStore()
    await obtain({ known: false, store })
    const record = await store.read('toys/file.bin.sha256')
    expect(new TextDecoder().decode(record)).toBe(`${HASH}  file.bin\n`)
    await store.write('toys/file.bin', Uint8Array.of(1, 2, 3))
    expect(await failure({ known: false, store })).toMatchInlineSnapshot(`
      "toys: expected 'file.bin' with the sha256 it had when it was first seen, 0a1c621b70a4e2f486a1fbc6e2b5fdc14525d3218650969844d57692b4f2a820. Received: 039058c6f2c0cb492c533b0a4d14ef77cc0f78abccced5287d84a1a2011cfb81 (3 bytes).
        Hint: remove memory/toys/file.bin and its .sha256, and it is downloaded again."
    `)
  })

  test('can be used from a folder that cannot be written', async () => {
    const store = memoryStore({ 'file.bin': CONTENT })
    const readOnly = { ...store, write: async () => Promise.reject(new Error('read-only')) }
    expect(await obtain({ known: false, store: readOnly })).toEqual(CONTENT)
    expect(requests).toHaveLength(0)
  })
})

test('a file in the store that is not the right one is reported, and left to its owner', async () => {
  behave = good
  const store = memoryStore({ 'toys/file.bin': Uint8Array.of(9) })
  expect(await failure({ store })).toMatchInlineSnapshot(`
    "toys: expected 'file.bin' with sha256 0a1c621b70a4e2f486a1fbc6e2b5fdc14525d3218650969844d57692b4f2a820. Received: 2b4c342f5433ebe591a1da77e013d1b72475562d48578dca8b84bac6651c3cb9 (1 bytes).
      Hint: remove memory/toys/file.bin, and it is downloaded again."
  `)
  expect(await store.size('toys/file.bin')).toBe(1)
  expect(requests).toHaveLength(0)
})
