import { cp } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { build } from 'vite'
import { root } from '../src/workspace'

/** The doors of the packages that the pages import, each with its source. */
const sources = {
  '@ae/compress/pretrained': 'packages/compress/src/pretrained/index.ts',
  '@ae/compress': 'packages/compress/src/index.ts',
  '@ae/vq': 'packages/vq/src/index.ts',
  '@ae/core/testing': 'packages/core/src/testing/index.ts',
  '@ae/core': 'packages/core/src/index.ts',
  '@ae/wasm/register': 'packages/wasm/src/register.ts',
  '@ae/wasm': 'packages/wasm/src/index.ts',
}

/** Bundles the test pages from the sources of the workspace: nothing has to be built first. */
export async function buildPages(outDir: string): Promise<void> {
  const pages = join(root, 'packages', 'tooling', 'browser', 'pages')
  await build({
    root: pages,
    configFile: false,
    logLevel: 'error',
    resolve: {
      alias: Object.entries(sources).map(([find, path]) => ({ find, replacement: join(root, path) })),
      // The packages and the pages must share one tfjs: its engine is a global.
      dedupe: ['@tensorflow/tfjs', '@tensorflow/tfjs-core'],
    },
    worker: { format: 'es' },
    build: {
      outDir,
      emptyOutDir: true,
      target: 'es2022',
      minify: false,
      chunkSizeWarningLimit: 100_000,
      rollupOptions: {
        input: ['contracts', 'streams', 'training'].map((page) => join(pages, `${page}.html`)),
      },
    },
  })
  const wasm = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm/package.json')
  for (const kind of ['', '-simd', '-threaded-simd']) {
    const file = `tfjs-backend-wasm${kind}.wasm`
    await cp(join(dirname(wasm), 'dist', file), join(outDir, 'wasm', file))
  }
}
