// Compiles assembly/ to WebAssembly and writes it, as text, into src/generated/: `pnpm build:kernels`.
// With --check nothing is written, and it fails where src/generated/ is not what assembly/ says.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
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

/** Bytes that must agree for two places to be the same again. */
const ANCHOR = 12

const strict = await compile(['--enable', 'simd,threads,bulk-memory'])
const relaxed = await compile(['--enable', 'simd,relaxed-simd,threads,bulk-memory', '--use', 'RELAXED=1'])
const edits = editsBetween(strict, relaxed)
if (!applied(strict, edits).equals(relaxed))
  throw new Error('The relaxed kernels are not what their edits make.')
writeStrict(strict)
writeRelaxed(edits)
console.log(
  `${strict.length} bytes of wasm, ${gzipSync(strict).length} compressed; ${edits.length} edits make it relaxed`,
)

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

/** What turns one binary into another: [first byte, how many are removed, what is put there]. */
function editsBetween(from, to) {
  const edits = []
  let [i, j] = [0, 0]
  while (i < from.length || j < to.length) {
    if (from[i] === to[j]) {
      i++
      j++
      continue
    }
    const { removed, inserted } = nextMeeting(from.subarray(i), to.subarray(j))
    edits.push([i, removed, to.subarray(j, j + inserted)])
    i += removed
    j += inserted
  }
  return edits
}

/** The nearest places after which both go on alike. */
function nextMeeting(from, to) {
  for (let distance = 1; distance < from.length + to.length; distance++) {
    for (let removed = 0; removed <= distance; removed++) {
      const inserted = distance - removed
      const [a, b] = [from.subarray(removed, removed + ANCHOR), to.subarray(inserted, inserted + ANCHOR)]
      if (a.length === ANCHOR && a.equals(b)) return { removed, inserted }
    }
  }
  return { removed: from.length, inserted: to.length }
}

function applied(bytes, changes) {
  const parts = []
  let at = 0
  for (const [start, removed, inserted] of changes) {
    parts.push(bytes.subarray(at, start), inserted)
    at = start + removed
  }
  return Buffer.concat([...parts, bytes.subarray(at)])
}

function writeStrict(bytes) {
  const lines = bytes.toString('hex').match(/.{1,104}/g) ?? []
  writeGenerated(
    'strict-kernels.ts',
    `/** The kernels in hexadecimal digits, which compress better than base64. */
export const STRICT_KERNELS: string =
${lines.map((line) => `  '${line}'`).join(' +\n')}
`,
  )
}

function writeRelaxed(changes) {
  const lines = changes.map(
    ([start, removed, inserted]) => `  [${start}, ${removed}, '${inserted.toString('hex')}'],`,
  )
  writeGenerated(
    'relaxed-kernels.ts',
    `/** What makes the strict kernels relaxed: first byte, how many are removed, what is put there in hexadecimal digits. */
export const RELAXED_EDITS: readonly (readonly [start: number, removed: number, inserted: string])[] = [
${lines.join('\n')}
]
`,
  )
}

function writeGenerated(name, text) {
  const path = join(here, 'src', 'generated', name)
  const content = `// Made by build-kernels.mjs from assembly/; do not edit.\n\n${text}`
  if (!process.argv.includes('--check')) writeFileSync(path, content)
  else if (readFileSync(path, 'utf8') !== content) {
    throw new Error(`${name} is not what assembly/ says: run pnpm build:kernels.`)
  }
}
