import { encodeWav, parseWav } from '@ae/audio'
import { crc32 } from '@ae/core'
import { expectOnlyAeErrors } from '@ae/core/testing'
import { gzipSync, zlibSync } from 'fflate'
import { expect, test } from 'vitest'
import { CIFAR_RECORD_BYTES, cifarBatch } from './cifar-batch'
import * as files from './fixtures/files'
import { gunzip } from './gunzip'
import { parseConllu } from './parse-conllu'
import { parseCsv } from './parse-csv'
import { parseIdx } from './parse-idx'
import { parseJsonLines } from './parse-json-lines'
import { parseNpy } from './parse-npy'
import { parseNpz } from './parse-npz'
import { parsePng } from './parse-png'
import { parseTrees } from './parse-trees'
import { printTree } from './print-tree'
import { untar } from './untar'
import { unzip } from './unzip'

const COUNT = 10_000
/** A limit within reach of a damaged length field. */
const maxBytes = 2 ** 20
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text)

const samples = Float32Array.from({ length: 24 }, (_, i) => Math.sin(i))
const wavs = [
  encodeWav({ samples, sampleRate: 8000, channels: 2 }),
  encodeWav({ samples, sampleRate: 8000, format: 'float32' }),
]
const idxs = [
  Uint8Array.of(0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 3, 1, 2, 3, 4, 5, 6),
  Uint8Array.of(0, 0, 0x0d, 1, 0, 0, 0, 1, 0x3f, 0xc0, 0, 0),
]
const npys = [files.NPY_F4, files.NPY_F4_BIG_FORTRAN, files.NPY_FORTRAN3, files.NPY_V2, files.NPY_V3]
const pngs = [
  files.PNG_FILTERS,
  files.PNG_ADAM7,
  files.PNG_PALETTE2BIT,
  files.PNG_GRAY16,
  files.PNG_GRAY1,
  files.PNG_RGB_KEY,
]
const gzips = [files.GZIP_MEMBERS, files.GZIP_NAMED, gzipSync(utf8('word after word after word'.repeat(20)))]
const tars = [files.TAR_GNU, files.TAR_PAX, files.TAR_USTAR].map((packed) => gunzip(packed).subarray(0, 6144))
const csvs = ['a,b\n1,"x ""y"""\n2,"z\nz"\n', 'x,y,z\r\n1,2,3\r\n,,\r\n'].map(utf8)
const trees = ['( (S (NP (PRP it)) (VP (VBZ works)) (. .)))\n(NP (-LRB- [) (NN tea))'].map(utf8)
const conllus = [
  [
    '# sent_id = 1',
    '1-2\tdu\t_\t_\t_\t_\t_\t_\t_\t_',
    '1\tde\tde\tADP\t_\t_\t2\tcase\t_\t_',
    '2\tle\tle\tDET\tD\tA=B|C=D\t0\troot\t_\tX=Y',
    '2.1\tx\tx\t_\t_\t_\t_\t_\t0:x\t_',
    '',
  ].join('\n'),
].map(utf8)
const jsonls = ['{"x":[1,-2.5e3,null],"y":{"z":"\\u00e9\\n"}}\n\ntrue\n"text"\n'].map(utf8)
const cifar = new Uint8Array(2 * CIFAR_RECORD_BYTES).map((_, i) => i % 7)

test.each<[string, (bytes: Uint8Array) => unknown, readonly Uint8Array[]]>([
  ['idx', parseIdx, idxs],
  ['npy', parseNpy, npys],
  ['npz', (bytes) => parseNpz(bytes, { maxBytes }), [files.NPZ]],
  ['csv', (bytes) => parseCsv(bytes), csvs],
  ['csv without header', (bytes) => parseCsv(bytes, { header: false }), csvs],
  ['png', (bytes) => parsePng(bytes), pngs],
  ['wav', parseWav, wavs],
  ['tar', untar, tars],
  ['zip', (bytes) => unzip(bytes, { maxBytes }), [files.ZIP]],
  ['gzip', (bytes) => gunzip(bytes, { maxBytes }), gzips],
  ['trees', (bytes) => parseTrees(bytes).map(printTree), trees],
  ['conllu', (bytes) => parseConllu(bytes), conllus],
  ['jsonl', parseJsonLines, jsonls],
  ['cifar', cifarBatch, [cifar]],
])('10 000 damaged files end in a result or an AeError: %s', async (_, parse, seeds) => {
  const { accepted, refused } = await expectOnlyAeErrors(parse, seeds, { count: COUNT })
  expect(accepted + refused).toBeGreaterThanOrEqual(COUNT)
  expect(refused).toBeGreaterThan(COUNT / 100)
})

/*
 * A checksum stops nearly all damage before it reaches the code behind it, but not the damage of somebody who knows
 * how to compute one. So: the same again with every checksum put right.
 */

/** Writes the CRC of each chunk that can still be told apart. */
function mendPng(bytes: Uint8Array): Uint8Array {
  const mended = bytes.slice()
  const view = new DataView(mended.buffer)
  for (let at = 8; at + 12 <= mended.length; ) {
    const end = at + 8 + view.getUint32(at)
    if (end + 4 > mended.length) break
    view.setUint32(end, crc32(mended.subarray(at + 4, end)))
    at = end + 4
  }
  return mended
}

function mendTar(bytes: Uint8Array): Uint8Array {
  const mended = bytes.slice()
  for (let at = 0; at + 512 <= mended.length; at += 512) {
    const block = mended.subarray(at, at + 512)
    // Every header of these archives says 'ustar' here; their files do not.
    if (block[257] !== 0x75) continue
    block.fill(0x20, 148, 156)
    const sum = block.reduce((total, byte) => total + byte, 0)
    block.set(utf8(`${sum.toString(8).padStart(6, '0')}\0`), 148)
  }
  return mended
}

/** Makes a PNG of damaged lines, so that what is damaged is behind the compression. */
function pngAround(lines: Uint8Array): Uint8Array {
  const idat = zlibSync(lines)
  const bytes = new Uint8Array(33 + 12 + idat.length + 12)
  bytes.set(files.PNG_FILTERS.subarray(0, 33))
  const view = new DataView(bytes.buffer)
  view.setUint32(33, idat.length)
  bytes.set(utf8('IDAT'), 37)
  bytes.set(idat, 41)
  bytes.set(utf8('IEND'), 45 + idat.length + 4)
  return mendPng(bytes)
}

test.each<[string, (bytes: Uint8Array) => unknown, readonly Uint8Array[]]>([
  ['png', (bytes) => parsePng(mendPng(bytes)), pngs],
  ['lines of png', (bytes) => parsePng(pngAround(bytes)), [new Uint8Array(65)]],
  ['tar', (bytes) => untar(mendTar(bytes)), tars],
  [
    'gzipped tar',
    (bytes) => untar(gunzip(gzipSync(mendTar(bytes), { level: 1 }))),
    [tars[2] ?? new Uint8Array(0)],
  ],
])('so do those whose checksums are right: %s', async (_, parse, seeds) => {
  const { accepted, refused } = await expectOnlyAeErrors(parse, seeds, { count: COUNT })
  expect(accepted).toBeGreaterThan(0)
  expect(refused).toBeGreaterThan(COUNT / 100)
})
