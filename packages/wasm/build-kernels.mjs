// Compiles assembly/ to WebAssembly and writes it, as text, into src/generated/: `pnpm build:kernels`.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import asc from 'assemblyscript/asc'

const here = import.meta.dirname
const flags = [
  ['--optimizeLevel', '3'],
  ['--shrinkLevel', '0'],
  ['--converge'],
  ['--noAssert'],
  ['--runtime', 'stub'],
  ['--importMemory'],
  ['--sharedMemory'],
  ['--initialMemory', '1'],
  ['--maximumMemory', '65536'],
]

write('STRICT', await compile(['--enable', 'simd,threads,bulk-memory']))
write('RELAXED', await compile(['--enable', 'simd,relaxed-simd,threads,bulk-memory', '--use', 'RELAXED=1']))

async function compile(variant) {
  const folder = mkdtempSync(join(tmpdir(), 'ae-kernels-'))
  try {
    const output = join(folder, 'kernels.wasm')
    const entry = join(here, 'assembly', 'index.ts')
    const { error, stderr } = await asc.main([entry, '--outFile', output, ...flags.flat(), ...variant])
    if (error) throw new Error(stderr.toString(), { cause: error })
    return readFileSync(output)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function write(name, bytes) {
  const lines = bytes.toString('base64').match(/.{1,104}/g) ?? []
  writeFileSync(
    join(here, 'src', 'generated', `${name.toLowerCase()}-kernels.ts`),
    `// Made by build-kernels.mjs from assembly/; do not edit.

/** The kernels as base64. */
export const ${name}_KERNELS: string =
${lines.map((line) => `  '${line}'`).join(' +\n')}
`,
  )
  console.log(`${name}: ${bytes.length} bytes of wasm, ${gzipSync(bytes).length} compressed`)
}
