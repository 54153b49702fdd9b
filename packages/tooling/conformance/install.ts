import { readFileSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { root } from '../src/workspace'
import { succeed, type Tarball } from './pack'

/** The version that this workspace pins in its catalog. */
function pinned(name: string): string {
  const catalog = readFileSync(join(root, 'pnpm-workspace.yaml'), 'utf8')
  const found = new RegExp(`^ {2}"?${name}"?: (\\S+)$`, 'm').exec(catalog)
  if (found?.[1] === undefined) throw new Error(`The catalog has no version of ${name}.`)
  return found[1]
}

/**
 * A fresh project with the packed packages, installed by npm outside of this workspace.
 *
 * The consumers are folders in it, so that one installation serves them all.
 */
export async function install(folder: string, tarballs: readonly Tarball[]): Promise<void> {
  await mkdir(folder, { recursive: true })
  await writeFile(
    join(folder, 'package.json'),
    JSON.stringify({
      name: 'consumer',
      private: true,
      dependencies: {
        ...Object.fromEntries(tarballs.map(({ name, path }) => [name, `file:${path}`])),
        '@tensorflow/tfjs': pinned('@tensorflow/tfjs'),
        '@types/node': pinned('@types/node'),
        typescript: pinned('typescript'),
        typescript7: 'npm:typescript@7.0.2',
        vite: pinned('vite'),
        // What else people bundle with; nothing here uses it.
        esbuild: '0.28.2',
        webpack: '5.112.2',
      },
    }),
  )
  await succeed(['npm', 'install', '--no-audit', '--no-fund', '--prefer-offline'], folder)
}
