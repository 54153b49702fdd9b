import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import type { FigureLine } from './line'

/** What `import { useWasm } from '@ae/wasm'` adds to a page: minified, tfjs not counted. */
export async function packageSize(): Promise<readonly FigureLine[]> {
  const { outputFiles } = await build({
    stdin: {
      contents: "export { useWasm } from '@ae/wasm'",
      resolveDir: fileURLToPath(new URL('.', import.meta.url)),
    },
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    external: ['@tensorflow/*'],
    conditions: ['@ae/source'],
  })
  const code = outputFiles[0]?.contents ?? new Uint8Array()
  return [
    { figure: '@ae/wasm, minified', value: code.length / 1024, unit: 'kB' },
    { figure: '@ae/wasm, minified and gzipped', value: gzipSync(code).length / 1024, unit: 'kB' },
  ]
}
