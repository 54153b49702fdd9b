// Compiles assembly/ to WebAssembly and writes it, as text, into src/kernels-binary.ts: `pnpm build:kernels`.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import asc from 'assemblyscript/asc'

const folder = mkdtempSync(join(tmpdir(), 'ae-kernels-'))
const output = join(folder, 'kernels.wasm')
const flags = [
  ['--outFile', output],
  ['--optimizeLevel', '3'],
  ['--shrinkLevel', '0'],
  ['--converge'],
  ['--noAssert'],
  ['--runtime', 'stub'],
  ['--importMemory'],
  ['--sharedMemory'],
  ['--initialMemory', '1'],
  ['--maximumMemory', '65536'],
  ['--enable', 'simd,threads,bulk-memory'],
]
try {
  const { error, stderr } = await asc.main([
    join(import.meta.dirname, 'assembly', 'index.ts'),
    ...flags.flat(),
  ])
  if (error) throw new Error(stderr.toString(), { cause: error })
  const bytes = readFileSync(output)
  const lines = bytes.toString('base64').match(/.{1,104}/g) ?? []
  writeFileSync(
    join(import.meta.dirname, 'src', 'kernels-binary.ts'),
    `// Made by build-kernels.mjs from assembly/; do not edit.

/** The kernels as base64. */
export const KERNELS_BASE64: string =
${lines.map((line) => `  '${line}'`).join(' +\n')}
`,
  )
  console.log(`${bytes.length} bytes of wasm, ${gzipSync(bytes).length} compressed`)
} finally {
  rmSync(folder, { recursive: true, force: true })
}
