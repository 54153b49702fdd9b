// Compiles assembly/ to WebAssembly and writes it, as text, into src/generated/: `pnpm build:coder`.
// With --check nothing is written, and it fails where src/generated/ is not what assembly/ says.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import asc from 'assemblyscript/asc'

const here = import.meta.dirname
const path = join(here, 'src', 'generated', 'coder-code.ts')
const code = await compile()
const lines = code.toString('hex').match(/.{1,104}/g) ?? []
const content = `// Made by build-coder.mjs from assembly/; do not edit.

/** The coder's loops in hexadecimal digits. */
export const CODER_CODE: string =
${lines.map((line) => `  '${line}'`).join(' +\n')}
`
if (!process.argv.includes('--check')) writeFileSync(path, content)
else if (readFileSync(path, 'utf8') !== content)
  throw new Error('coder-code.ts is not what assembly/ says: run pnpm build:coder.')
console.log(`${code.length} bytes of wasm`)

async function compile() {
  const folder = mkdtempSync(join(tmpdir(), 'ae-coder-'))
  try {
    const output = join(folder, 'coder.wasm')
    const flags = [
      '--optimizeLevel',
      '3',
      '--shrinkLevel',
      '1',
      '--converge',
      '--noAssert',
      '--runtime',
      'stub',
    ]
    const memory = ['--importMemory', '--initialMemory', '1']
    const entry = join(here, 'assembly', 'index.ts')
    const { error, stderr } = await asc.main([entry, '--outFile', output, ...flags, ...memory])
    if (error) throw new Error(stderr.toString(), { cause: error })
    return readFileSync(output)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
