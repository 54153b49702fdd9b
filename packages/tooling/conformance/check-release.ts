import { existsSync } from 'node:fs'
import { cp, mkdir, readdir, rm, symlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Report } from '../src/report'
import { publicPackages, readJson, root } from '../src/workspace'
import { succeed } from './pack'

const identity = ['-c', 'user.name=release', '-c', 'user.email=release@example.org'] as const

/** What the release workflow will do, as far as it goes without a registry's consent. */
export async function checkRelease(folder: string, report: Report): Promise<void> {
  await report.check('changesets gives every package the same next version, with a changelog', async () => {
    const copy = await copyOfWorkspace(join(folder, 'release'))
    const waiting = (await readdir(join(copy, '.changeset'))).some((file) => /^(?!README).*\.md$/.test(file))
    await succeed(['npx', '--no-install', 'changeset', 'version'], copy)
    const folders = publicPackages().map((member) => join(copy, member.folder.slice(root.length)))
    const versions = new Set(
      folders.map((each) => readJson<{ readonly version: string }>(join(each, 'package.json')).version),
    )
    if (versions.size !== 1) throw new Error(`The versions differ: ${[...versions].join(', ')}.`)
    const silent = folders.filter((each) => waiting && !existsSync(join(each, 'CHANGELOG.md')))
    if (silent.length > 0) throw new Error(`No changelog in ${silent.join(', ')}.`)
    await rm(copy, { recursive: true, force: true })
  })
  await report.check('pnpm would publish every package', async () => {
    const command = ['npx', '--no-install', 'pnpm', '--recursive', 'publish'] as const
    const output = await succeed(
      [...command, '--dry-run', '--no-git-checks', '--access', 'public', '--report-summary'],
      root,
    )
    const summary = join(root, 'pnpm-publish-summary.json')
    const { publishedPackages } = readJson<{ readonly publishedPackages: readonly { name: string }[] }>(
      summary,
    )
    await rm(summary)
    const published = publishedPackages.map(({ name }) => name)
    const missing = publicPackages().filter(({ manifest }) => !published.includes(manifest.name))
    if (missing.length > 0) {
      throw new Error(`Not published: ${missing.map(({ manifest }) => manifest.name).join(', ')}.\n${output}`)
    }
  })
}

/** The files that git knows or would take, in a repository of their own. */
async function copyOfWorkspace(copy: string): Promise<string> {
  const listed = await succeed(['git', 'ls-files', '--cached', '--others', '--exclude-standard'], root)
  for (const file of listed.trim().split('\n')) {
    if (!existsSync(join(root, file))) continue
    await mkdir(dirname(join(copy, file)), { recursive: true })
    await cp(join(root, file), join(copy, file))
  }
  await succeed(['git', 'init', '--quiet', '--initial-branch=main'], copy)
  await succeed(['git', 'add', '--all'], copy)
  await succeed(['git', ...identity, 'commit', '--quiet', '--no-verify', '-m', 'Copy'], copy)
  await symlink(join(root, 'node_modules'), join(copy, 'node_modules'), 'junction')
  return copy
}
