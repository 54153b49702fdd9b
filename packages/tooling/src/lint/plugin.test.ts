import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readJson, root } from '../workspace'

/** Each line is a file, what stands in it, and the rule that must find it; none for what is allowed. */
const cases: readonly (readonly [path: string, code: string, rule: string | undefined])[] = [
  ['packages/audio/src/a.ts', "import { AeError } from '@ae/core'", undefined],
  ['packages/audio/src/b.ts', "import { ImageGrid } from '@ae/plot'", 'ae(package-graph)'],
  ['packages/audio/src/c.ts', "export type { VAE } from '@ae/datasets'", 'ae(package-graph)'],
  ['packages/audio/src/d.ts', "export type Late = import('@ae/plot').Plot", 'ae(package-graph)'],
  ['packages/audio/src/e.ts', "export const late = () => import('@ae/plot')", 'ae(package-graph)'],
  ['packages/core/src/a.ts', "import { wav } from '@ae/audio'", 'ae(package-graph)'],
  ['packages/core/src/b.ts', "import { wav } from '../../audio/src/wav'", 'ae(package-graph)'],
  ['packages/core/src/c.ts', "import { AeError } from '@ae/core'", 'ae(package-graph)'],
  ['packages/core/src/d.ts', "import { library } from '@ae/tooling'", 'ae(package-graph)'],
  ['packages/datasets/src/a.ts', "import { wav } from '@ae/audio'", undefined],
  ['packages/datasets/src/b.ts', "import { save } from '@ae/core/node'", undefined],
  ['packages/datasets/src/c.ts', "import { x } from '@ae/core/src/x'", 'ae(package-graph)'],
  ['packages/vq/src/a.ts', "import { x } from '@ae/disentangle'", 'ae(package-graph)'],
  ['packages/disentangle/src/a.ts', "import { x } from '@ae/vq'", undefined],
  ['packages/compress/src/a.ts', "import { x } from '@ae/vq'", undefined],
  ['packages/core/tsup.config.ts', "export { default } from '../tooling/tsup'", undefined],
  ['apps/lab/src/a.ts', "import { x } from '@ae/plot'", undefined],
  ['apps/lab/src/b.ts', "import { x } from '../../../packages/core/src/x'", 'ae(package-graph)'],
  ['apps/lab/src/c.ts', "import { readFile } from 'node:fs'", undefined],
  ['packages/core/src/e.ts', "import { readFile } from 'node:fs'", 'ae(neutral-code)'],
  ['packages/core/src/f.ts', "import { readFile } from 'fs/promises'", 'ae(neutral-code)'],
  ['packages/core/src/g.ts', "import { saveFile } from './node/save-file'", 'ae(neutral-code)'],
  ['packages/core/src/node/a.ts', "import { readFile } from 'node:fs'", undefined],
  ['packages/core/src/e.test.ts', "import { readFile } from 'node:fs'", undefined],
  ['packages/core/src/h.ts', 'export const width = process.stdout.columns', 'eslint(no-restricted-globals)'],
  ['packages/core/src/i.ts', 'export const roll = () => Math.random()', 'eslint(no-restricted-properties)'],
  ['packages/core/src/j.ts', 'export const now = () => Date.now()', 'eslint(no-restricted-properties)'],
  ['packages/core/src/j.test.ts', 'export const now = () => Date.now()', undefined],
  [
    'packages/core/src/k.ts',
    "import * as tf from '@tensorflow/tfjs'\nexport const read = (t: tf.Tensor) => t.dataSync()",
    'eslint(no-restricted-properties)',
  ],
  [
    'packages/core/src/l.ts',
    "import * as tf from '@tensorflow/tfjs'\nexport const read = (t: tf.Tensor) => { t.data() }",
    'typescript(no-floating-promises)',
  ],
  [
    'packages/core/src/m.ts',
    "import type * as tf from '@tensorflow/tfjs'\nexport const read = async (t: tf.Tensor) => { await t.data() }",
    undefined,
  ],
  ['packages/core/src/n.ts', 'export default 1', 'import(no-default-export)'],
  ['packages/core/src/o.ts', "export * from './a'", 'ae(no-export-star)'],
  ['packages/core/src/p.ts', "export const fail = () => { throw new Error('no') }", 'ae(only-ae-errors)'],
  ['packages/core/src/q.ts', 'class A {}\nexport class B extends A {}', 'ae(final-classes)'],
  ['packages/core/src/r.ts', "console.log('hello')", 'eslint(no-console)'],
  ['packages/core/src/notKebab.ts', 'export const x = 1', 'unicorn(filename-case)'],
  ['packages/core/src/s.ts', 'export const x: any = 1', 'typescript(no-explicit-any)'],
  ['packages/core/src/t.ts', `${'export {}\n'.repeat(301)}`, 'eslint(max-lines)'],
  ['packages/core/src/u.ts', "export { v } from './v'\nexport const u = 1", 'import(no-cycle)'],
  ['packages/core/src/v.ts', "export { u } from './u'\nexport const v = 1", 'import(no-cycle)'],
]

/** What oxlint prints with `--format=json`, as far as it is read here. */
interface Report {
  readonly diagnostics: readonly { readonly code: string; readonly filename: string }[]
}

describe('the linter', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ae-lint-'))
  let found: Report['diagnostics'] = []

  beforeAll(() => {
    writeWorkspace(folder)
    const oxlint = join(root, 'node_modules/.bin/oxlint')
    const run = spawnSync(oxlint, ['--type-aware', '--format=json', 'packages', 'apps'], {
      cwd: folder,
      encoding: 'utf8',
      env: { ...process.env, PATH: `${join(root, 'node_modules/.bin')}:${process.env.PATH}` },
    })
    found = (JSON.parse(run.stdout) as Report).diagnostics
  }, 60_000)

  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  it.each(cases)('%s: %j → %s', (path, _code, rule) => {
    const codes = found.filter(({ filename }) => filename.endsWith(path)).map(({ code }) => code)
    if (rule === undefined) expect(codes.filter((code) => code !== 'eslint(no-unused-vars)')).toEqual([])
    else expect(codes).toContain(rule)
  })
})

/** The real configuration over files that break it, with the real tfjs beside them. */
function writeWorkspace(folder: string): void {
  const config = readJson<object>(join(root, '.oxlintrc.json'))
  const plugin = join(root, 'packages/tooling/src/lint/plugin.mjs')
  writeFileSync(join(folder, '.oxlintrc.json'), JSON.stringify({ ...config, jsPlugins: [plugin] }))
  cpSync(join(root, 'tsconfig.base.json'), join(folder, 'tsconfig.json'))
  for (const [path, code] of cases) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), `${code}\n`)
  }
  symlinkSync(join(root, 'packages/core/node_modules'), join(folder, 'node_modules'))
}
