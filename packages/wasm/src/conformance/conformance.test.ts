import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { build } from 'esbuild'
import { afterAll, beforeAll, expect, test } from 'vitest'

const here = fileURLToPath(new URL('.', import.meta.url))

/** Specs that demand what tfjs 4.22 computes wrongly, or refuses. A finite difference gives what `repairTfjs` gives. */
const WRONG_SPECS = [
  // A clipped window is averaged over the pixels in it, but its gradient is divided by the whole window's size.
  'avgPool ae-wasm {} gradient x=[3,3,1] f=[3,3] s=1 p=explicit',
  // tfjs has no gradient of dilated convolutions and demands an error; the true one is there, and tested.
  'depthwiseConv2d gradients ae-wasm {} throws error on dilations > 1',
  // The gradient leaves out what was mirrored.
  'mirrorPad ae-wasm {} grad',
  'mirrorPad ae-wasm {} gradient with clones',
]

/** Specs that tfjs itself switches off, on every backend; none is left out by us. */
const PENDING_SPECS = [
  'debug on ae-wasm {} A x B',
  'IS_BROWSER isBrowser: true',
  'IS_BROWSER isBrowser: false',
  'kernel_registry ae-wasm {} errors when registering the same kernel twice',
  'gradient registry ae-wasm {} warning when registering the same gradient twice',
]

interface Report {
  readonly total: number
  readonly failed: readonly string[]
  readonly pending: readonly string[]
  /** What the backend says that it runs on. */
  readonly started: { readonly threads: number; readonly simd: string }
}

/** One suite may take this long; machines are busy. */
const LIMIT_MS = 240_000

let folder: string
let bundle: string

beforeAll(async () => {
  folder = mkdtempSync(join(here, '..', '..', 'node_modules', '.conformance-'))
  bundle = join(folder, 'suite.cjs')
  await build({
    entryPoints: [join(here, 'main.ts')],
    outfile: bundle,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    conditions: ['@ae/source'],
    // The specs' modules say that they have no side effects, but registering specs is one.
    ignoreAnnotations: true,
    logLevel: 'error',
  })
}, LIMIT_MS)

afterAll(() => rmSync(folder, { recursive: true, force: true }))

test.each([1, 2])(
  "tfjs-core's own specs pass on this backend with %i thread(s), but for those that are wrong",
  async (threads) => {
    const report = join(folder, `report-${threads}.json`)
    await promisify(execFile)(process.execPath, [join(here, 'run.cjs'), bundle, report, String(threads)], {
      maxBuffer: 1 << 26,
    })
    const { total, failed, pending, started } = JSON.parse(readFileSync(report, 'utf8')) as Report
    expect(started).toMatchObject({ threads, simd: 'strict' })
    expect(failed.map((line) => line.split(/: (?:Error|Expected)/)[0])).toEqual(WRONG_SPECS)
    expect(pending).toEqual(PENDING_SPECS)
    expect(total).toBeGreaterThan(4200)
  },
  LIMIT_MS,
)
