import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Report } from '../src/report'
import { readJson } from '../src/workspace'
import { succeed, type Tarball } from './pack'

/** What a package must hold, and what must not be in it. */
export async function checkTarballs(tarballs: readonly Tarball[], report: Report): Promise<void> {
  for (const { name, path } of tarballs) {
    await report.check(
      `${name}: the tarball holds the build, the sources and the licence, and no test`,
      async () => {
        const files = (await succeed(['tar', '-tzf', path], tmpdir())).trim().split('\n')
        for (const wanted of ['package/package.json', 'package/LICENSE', 'package/dist/index.js']) {
          if (!files.includes(wanted)) throw new Error(`${wanted} is missing.`)
        }
        const strange = files.filter((file) => /\.test\.ts$|\/fixtures\/|\/node_modules\//.test(file))
        if (strange.length > 0) throw new Error(`These do not belong there: ${strange.join(', ')}.`)
      },
    )
    await report.check(`${name}: every dependency is one that npm can resolve`, async () => {
      const folder = await mkdtemp(join(tmpdir(), 'ae-tarball-'))
      try {
        await succeed(['tar', '-xzf', path, '-C', folder, 'package/package.json'], folder)
        const { dependencies = {}, peerDependencies = {} } = readJson<
          Readonly<Record<string, Readonly<Record<string, string>>>>
        >(join(folder, 'package', 'package.json'))
        const local = Object.entries({ ...dependencies, ...peerDependencies }).filter(([, range]) =>
          /^(workspace|catalog|link|file):/.test(range),
        )
        if (local.length > 0) throw new Error(`Only this workspace knows: ${JSON.stringify(local)}.`)
      } finally {
        await rm(folder, { recursive: true, force: true })
      }
    })
  }
}
