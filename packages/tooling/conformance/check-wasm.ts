import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Report } from '../src/report'
import { project } from './check-consumers'
import { succeed } from './pack'
import { PAGE, runInChromium, SAY_DONE } from './run-in-chromium'

/** The two ways to start the backend: `[imports, start]`. */
const starts = {
  useWasm: [
    `import { useWasm } from '@ae/wasm'`,
    `const { backend, threads, reason } = await useWasm({ threads: 2 })
  if (backend !== 'ae-wasm' || threads !== 2) throw new Error(threads + ' thread(s): ' + reason)`,
  ],
  register: [
    `import '@ae/wasm/register'`,
    `if (!(await tf.setBackend('ae-wasm'))) throw new Error('It does not start.')`,
  ],
} as const

type Start = keyof typeof starts

/** An ES module without top-level await, so that bundlers can give it any form. The product is large enough to be shared. */
function wasmCode(start: Start, end: string): string {
  const [imports, begin] = starts[start]
  return `import * as tf from '@tensorflow/tfjs'
${imports}
async function main() {
  ${begin}
  if (tf.getBackend() !== 'ae-wasm') throw new Error('The backend is ' + tf.getBackend())
  const values = await tf.matMul(tf.fill([301, 199], 2), tf.fill([199, 103], 0.5)).data()
  if (values.length !== 301 * 103 || values.some((value) => value !== 199)) throw new Error('A wrong product.')
  ${end}
}
main().catch((error) => { console.error(error); globalThis.process?.exit(1) })
`
}

/** The same as a CommonJS module. */
function commonJs(code: string): string {
  return code
    .replaceAll(/^import \* as (\w+) from ('.+')$/gm, 'const $1 = require($2)')
    .replaceAll(/^import (\{.+\}) from ('.+')$/gm, 'const $1 = require($2)')
    .replaceAll(/^import ('.+')$/gm, 'require($1)')
}

/** What bundles `main.js`: a script, run with where it is to be run, `node` or `web`; it writes `dist/main.js`. */
const bundlers = {
  webpack: `
const [, , place] = process.argv
const { resolve } = require('node:path')
require('webpack')({
  mode: 'production',
  target: place,
  entry: './main.js',
  performance: false,
  // Slow, and the same for both.
  optimization: { minimize: place === 'web' },
  output: { path: resolve('dist'), filename: 'main.js' },
}, (error, stats) => {
  if (error || stats.hasErrors() || stats.hasWarnings()) {
    console.error(error ?? stats.toString('errors-warnings'))
    process.exit(1)
  }
})`,
  esbuild: `
const [, , place] = process.argv
const { warnings } = require('esbuild').buildSync({
  entryPoints: ['main.js'],
  outfile: 'dist/main.js',
  bundle: true,
  minify: true,
  platform: place === 'node' ? 'node' : 'browser',
  format: place === 'node' ? 'cjs' : 'esm',
})
if (warnings.length > 0) process.exit(1)`,
} as const

/** Starts the packed backend as each kind of project does, on two threads. `folder` is where it is installed. */
export async function checkWasm(folder: string, report: Report): Promise<void> {
  for (const start of ['useWasm', 'register'] as const) {
    await report.check(
      `ae-wasm through ${start} runs in Node, as an ES and as a CommonJS module`,
      async () => {
        const code = wasmCode(start, '')
        const files = { 'main.mjs': code, 'main.cjs': commonJs(code) }
        const place = await project(folder, `wasm-${start}`, {}, files)
        for (const file of Object.keys(files)) await succeed(['node', file], place)
      },
    )
    await report.check(
      `ae-wasm through ${start}, built by Vite, runs in Chromium where there is one`,
      async () => {
        const place = await project(
          folder,
          `wasm-${start}-vite`,
          { type: 'module' },
          {
            'main.js': wasmCode(start, SAY_DONE),
            'index.html': PAGE,
            'vite.config.js': `export default { build: { chunkSizeWarningLimit: 9000 } }`,
          },
        )
        await succeed(['node', join(folder, 'node_modules', 'vite', 'bin', 'vite.js'), 'build'], place)
        await runInChromium(join(place, 'dist'))
      },
    )
    for (const [bundler, script] of Object.entries(bundlers)) {
      await report.check(
        `ae-wasm through ${start}, bundled by ${bundler}, runs in Node and in Chromium`,
        async () => {
          const bundle = async (target: 'node' | 'web', end: string): Promise<string> => {
            const files = { 'main.js': wasmCode(start, end), 'bundle.cjs': script }
            const place = await project(folder, `wasm-${start}-${bundler}-${target}`, {}, files)
            await succeed(['node', 'bundle.cjs', target], place)
            return join(place, 'dist')
          }
          await succeed(['node', 'main.js'], await bundle('node', ''))
          const web = await bundle('web', SAY_DONE)
          await writeFile(join(web, 'index.html'), PAGE)
          await runInChromium(web)
        },
      )
    }
  }
}
