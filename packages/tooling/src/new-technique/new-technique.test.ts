import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { root } from '../workspace'
import { namesOf } from './names'

describe('names', () => {
  it('are written as the literature does', () => {
    expect(namesOf('info-vae')).toEqual({ kebab: 'info-vae', pascal: 'InfoVAE', title: 'Info VAE' })
    expect(namesOf('sparse-autoencoder')?.pascal).toBe('SparseAutoencoder')
  })

  it.each(['', 'InfoVAE', 'info_vae', '-vae', '../vae'])('are refused: %o', (name) => {
    expect(namesOf(name)).toBeUndefined()
  })
})

describe('a technique that was just scaffolded', () => {
  let copy = ''
  const run = (...command: readonly string[]): { status: number | null; output: string } => {
    const { status, stdout, stderr } = spawnSync('npx', ['--no-install', ...command], {
      cwd: copy,
      encoding: 'utf8',
    })
    return { status, output: stdout + stderr }
  }

  beforeAll(() => {
    copy = mkdtempSync(join(tmpdir(), 'ae-technique-'))
    for (const file of readdirSync(root)) {
      if (/^(\.oxlintrc|biome|package|pnpm-workspace|tsconfig\.base)\b.*$/.test(file)) {
        cpSync(join(root, file), join(copy, file))
      }
    }
    for (const folder of ['core', 'tooling']) copyPackage(join('packages', folder))
    mkdirSync(join(copy, 'apps/docs/models'), { recursive: true })
    mkdirSync(join(copy, '.changeset'))
    symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'), 'junction')
    spawnSync('git', ['init', '--quiet'], { cwd: copy })
  })
  afterAll(() => rmSync(copy, { recursive: true, force: true }))

  function copyPackage(folder: string): void {
    cpSync(join(root, folder), join(copy, folder), {
      recursive: true,
      filter: (source) => !/[\\/](node_modules|dist|\.turbo)$/.test(source),
    })
    symlinkSync(join(root, folder, 'node_modules'), join(copy, folder, 'node_modules'), 'junction')
  }

  it('has the files of every technique, a page and a changeset', () => {
    expect(run('tsx', 'packages/tooling/src/new-technique/main.ts', 'brittle-vae')).toMatchObject({
      status: 0,
    })
    expect(readdirSync(join(copy, 'packages/core/src/models/brittle-vae')).sort()).toEqual(
      ['brittle-vae.test.ts', 'config.ts', 'index.ts', 'loss.ts', 'model.ts'].sort(),
    )
    expect(existsSync(join(copy, 'apps/docs/models/brittle-vae.md'))).toBe(true)
    expect(existsSync(join(copy, '.changeset/brittle-vae.md'))).toBe(true)
  }, 60_000)

  const added = ['packages/core/src/models/brittle-vae', 'packages/core/src/index.ts']

  it('is formatted and breaks no rule', () => {
    expect(run('biome', 'ci', ...added)).toMatchObject({ status: 0 })
    expect(run('oxlint', '--type-aware', '--deny-warnings', ...added)).toMatchObject({ status: 0 })
  }, 120_000)

  it('has types that hold', () => {
    expect(run('tsc', '-p', 'packages/core')).toMatchObject({ status: 0 })
  }, 120_000)

  it('passes its contract and its claim', () => {
    const { status, output } = run('vitest', 'run', '--root', 'packages/core', 'src/models/brittle-vae')
    expect(status, output).toBe(0)
  }, 120_000)

  it('is not written over', () => {
    const { status, output } = run('tsx', 'packages/tooling/src/new-technique/main.ts', 'brittle-vae')
    expect([status, output]).toEqual([1, expect.stringContaining('is there already')])
  }, 60_000)
})
