import { readFile, stat } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join, normalize } from 'node:path'

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
  '.woff2': 'font/woff2',
}

/** A web server on this machine. */
export interface LocalServer {
  /** `http://127.0.0.1:PORT` */
  readonly origin: string
  /** Ends it, open connections too. */
  close(): void
}

/** How a folder is served. */
export interface ServeOptions {
  /** Whether pages are cross-origin isolated, so that threads may share memory. Default: true. */
  readonly isolated?: boolean
}

const isolation = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
}

/** Serves a folder as a static host would. */
export async function serveFolder(
  folder: string,
  { isolated = true }: ServeOptions = {},
): Promise<LocalServer> {
  const server = createServer((request, response) => {
    void (async () => {
      const { pathname } = new URL(request.url ?? '/', 'http://localhost')
      const path = join(folder, normalize(decodeURIComponent(pathname)))
      const body = await firstFile([path, `${path}.html`, join(path, 'index.html')])
      response.writeHead(body === undefined ? 404 : 200, {
        'content-type': types[extname(body?.path ?? '')] ?? 'application/octet-stream',
        ...(isolated ? isolation : {}),
      })
      response.end(body?.bytes)
    })()
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  // A server that listens on a port has an address of this form.
  const { port } = server.address() as AddressInfo
  return {
    origin: `http://127.0.0.1:${port}`,
    close() {
      server.close()
      server.closeAllConnections()
    },
  }
}

async function firstFile(paths: readonly string[]): Promise<{ path: string; bytes: Buffer } | undefined> {
  for (const path of paths) {
    const found = await stat(path).catch(() => undefined)
    if (found?.isFile()) return { path, bytes: await readFile(path) }
  }
  return undefined
}
