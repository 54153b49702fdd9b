import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { members } from '../workspace'
import { noCounts } from './counts'
import { commandGate, type Gate, vitestGate } from './gate'

const typescript7 = 'node_modules/typescript7/bin/tsc'

/** Everything that must pass before a change lands, in order: what is quick and often wrong comes first. */
export function gates(): readonly Gate[] {
  return [
    commandGate({
      name: 'format',
      claim: 'every file is formatted, its imports in order',
      commands: [['biome', 'ci', '.']],
    }),
    commandGate({
      name: 'lint',
      claim: 'no rule of the house is broken, imports go down the package graph',
      commands: [['oxlint', '--type-aware', '--deny-warnings']],
    }),
    commandGate({ name: 'workspace', claim: 'package.json files agree', commands: [['sherif']] }),
    commandGate({ name: 'unused', claim: 'no dead file, export or dependency', commands: [['knip']] }),
    commandGate({
      name: 'types',
      claim: 'TypeScript 6 accepts every package',
      commands: [['turbo', 'run', 'typecheck', '--output-logs=errors-only', '--continue']],
    }),
    commandGate({
      name: 'types7',
      claim: 'TypeScript 7 accepts every package',
      commands: members()
        .filter(({ folder }) => existsSync(join(folder, 'tsconfig.json')))
        .map(({ folder }) => ['node', typescript7, '-p', folder]),
    }),
    vitestGate('unit', 'the tests of every package and app hold', [
      '--config=packages/tooling/vitest-all.ts',
      '--project=!@ae/tooling',
    ]),
    vitestGate('tooling', 'the tests of the tooling hold', [
      '--config=packages/tooling/vitest-all.ts',
      '--project=@ae/tooling',
    ]),
    commandGate({
      name: 'kernels',
      claim: 'the WebAssembly in the sources is what its own sources compile to',
      commands: [
        ['node', 'packages/wasm/build-kernels.mjs', '--check'],
        ['node', 'packages/compress/build-coder.mjs', '--check'],
      ],
    }),
    commandGate({
      name: 'build',
      claim: 'every package and app builds',
      commands: [
        ['turbo', 'run', 'build', '--filter=!@ae/app-docs', '--output-logs=errors-only', '--continue'],
      ],
    }),
    commandGate({
      name: 'package',
      claim: 'publint and attw find nothing in what is published',
      commands: [
        ['turbo', 'run', 'check:package', '--filter=./packages/*', '--output-logs=errors-only', '--continue'],
      ],
    }),
    commandGate({ name: 'size', claim: 'no package outgrew its budget', commands: [['pnpm', 'size']] }),
    commandGate({
      name: 'conformance',
      claim: 'packed packages work in fresh ESM, CJS, TypeScript, Vite, webpack and esbuild projects',
      commands: [['pnpm', 'conformance']],
    }),
    commandGate({
      name: 'docs',
      claim: 'every export is documented, the site builds',
      commands: [['pnpm', 'docs:build']],
    }),
    // After the documentation, which it reads as it was built just now.
    browserGate(),
    commandGate({
      name: 'lab',
      claim: 'the quick form of every experiment meets its bars',
      commands: [1, 2].map((shard) => ['pnpm', 'lab', 'all', '--quick', '--threads=1', `--shard=${shard}/2`]),
      atOnce: true,
    }),
  ]
}

/** The browser's tests: skipped, and said so, where there is no browser. */
function browserGate(): Gate {
  const gate = commandGate({
    name: 'browser',
    claim: 'the contracts and the apps hold in Chromium',
    commands: [['pnpm', 'test:browser']],
  })
  return {
    ...gate,
    async run(live) {
      const result = await gate.run(live)
      const note = 'browser: skipped (no Chromium)'
      if (result.counts.failed > 0 || !result.output.includes(note)) return result
      return { ...result, counts: { ...noCounts, skipped: 1 }, note }
    },
  }
}
