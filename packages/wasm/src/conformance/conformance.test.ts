import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { build } from 'esbuild'
import { expect, test } from 'vitest'

const here = fileURLToPath(new URL('.', import.meta.url))

/** Specs that demand what tfjs 4.22 computes wrongly. A finite difference gives what `repairTfjs` gives. */
const WRONG_SPECS = [
  // A clipped window is averaged over the pixels in it, but its gradient is divided by the whole window's size.
  'avgPool ae-wasm {} gradient x=[3,3,1] f=[3,3] s=1 p=explicit',
  // The gradient leaves out what was mirrored.
  'mirrorPad ae-wasm {} grad',
  'mirrorPad ae-wasm {} gradient with clones',
]

test("tfjs-core's own specs pass on this backend, but for those that are wrong", async () => {
  const folder = mkdtempSync(join(here, '..', '..', 'node_modules', '.conformance-'))
  try {
    const outfile = join(folder, 'suite.cjs')
    await build({
      entryPoints: [join(here, 'main.ts')],
      outfile,
      bundle: true,
      platform: 'node',
      format: 'cjs',
      conditions: ['@ae/source'],
      // The specs' modules say that they have no side effects, but registering specs is one.
      ignoreAnnotations: true,
      logLevel: 'error',
    })
    const report = join(folder, 'report.json')
    await promisify(execFile)(process.execPath, [join(here, 'run.cjs'), outfile, report], {
      maxBuffer: 1 << 26,
    })
    const { total, failed } = JSON.parse(readFileSync(report, 'utf8')) as {
      readonly total: number
      readonly failed: readonly string[]
    }
    expect(failed.map((line) => line.split(': Error')[0])).toEqual(WRONG_SPECS)
    expect(total).toBeGreaterThan(4200)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}, 120_000)
