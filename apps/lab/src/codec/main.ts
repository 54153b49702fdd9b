import { fileURLToPath } from 'node:url'
import { freezeCodec } from '@ae/compress'
import { writeFileAtomic } from '@ae/core/node'
import { leavesImages } from './leaves'

/** Images that expectations are fitted to, of 256 pixels a side. */
const IMAGES = 12
const SIDE = 256
const SEED = 1

// Makes the codec that `@ae/compress/pretrained` has, and writes it there: `pnpm --dir apps/lab codec`.
const started = performance.now()
const codec = await freezeCodec({ basis: 'lapped', block: 16, planes: 3 }, leavesImages(SEED, IMAGES, SIDE), {
  about: `A lapped cosine transform; expectations fitted to ${IMAGES} generated images of dead leaves, ${SIDE} × ${SIDE}, seed ${SEED}.`,
})
const bytes = codec.toBytes()
const lines = Buffer.from(bytes)
  .toString('base64')
  .match(/.{1,104}/g)
const text = `// Made by apps/lab/src/codec/main.ts (pnpm --dir apps/lab codec); do not edit.

/** A codec fitted to dead leaves, in base 64. */
export const LEAVES_CODEC: string =
${(lines ?? []).map((line) => `  '${line}'`).join(' +\n')}
`
const path = fileURLToPath(
  new URL('../../../../packages/compress/src/generated/leaves-codec.ts', import.meta.url),
)
await writeFileAtomic(path, new TextEncoder().encode(text))
const seconds = Math.round((performance.now() - started) / 1000)
console.log(`${bytes.length} bytes, ${codec.fingerprint.toString(16)}, ${seconds} seconds`)
