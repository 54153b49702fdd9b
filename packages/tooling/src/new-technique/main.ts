import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { root } from '../workspace'
import { namesOf } from './names'
import { plan } from './plan'

// `pnpm new:technique NAME`: the folder of a technique, whose contract passes as it is, with its page and its changeset.

const names = namesOf(process.argv[2] ?? '')
if (names === undefined) {
  console.error('Usage: pnpm new:technique NAME, in kebab-case: info-vae')
  process.exit(1)
}

try {
  const files = plan(root, names)
  for (const { path, text } of files) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  const code = files.map(({ path }) => path).filter((path) => path.endsWith('.ts'))
  spawnSync('npx', ['--no-install', 'biome', 'check', '--write', ...code], { cwd: root, stdio: 'ignore' })
  for (const { path } of files) console.log(path)
  console.log(`
Next: the term in loss.ts, what the model says of itself, the claim in ${names.kebab}.test.ts, the page.
Then: npx vitest run --root packages/core -u src/index.test.ts src/models/${names.kebab}`)
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error))
  process.exit(1)
}
