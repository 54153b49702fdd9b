/// <reference types="node" />
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { AeError } from '@ae/core'
import * as tf from '@tensorflow/tfjs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import * as node from '../node/index'
import { gzip, png, text, wav } from '../sources/fixtures/pack'
import { audioFolder } from './audio-folder'
import { csv } from './csv'
import { imageFolder } from './image-folder'
import { conllu, jsonLines, trees } from './text-files'

const grey = png(2, 1, 1, [0, 255])
const colour = png(2, 1, 3, [255, 0, 0, 0, 0, 255])
const FILES: Readonly<Record<string, Uint8Array<ArrayBuffer>>> = {
  'images/cats/tom.png': grey,
  'images/cats/felix.png': png(2, 1, 1, [51, 102]),
  'images/dogs/rex.PNG': grey,
  'images/notes.txt': text('no image'),
  'sounds/anna/hello.wav': wav(8000, 2, [16384, 0, -16384, -16384]),
  'table.csv': text('colour,size,kind\nred,1.5,a\n"light, blue",2,b\nred,3,a\n'),
  'items.jsonl.gz': gzip(text('{"a":1}\n[2]\n')),
  'trees.txt': text('(ROOT (NN Notes))\n'),
  'words.conllu': text(`${['1', 'Go', 'go', 'VERB', 'VB', '_', '0', 'root', '_', '_'].join('\t')}\n\n`),
}

let root: string

beforeAll(async () => {
  await tf.setBackend('cpu')
  root = await mkdtemp(join(tmpdir(), 'ae-own-'))
  for (const [name, bytes] of Object.entries(FILES)) {
    await mkdir(dirname(join(root, name)), { recursive: true })
    await writeFile(join(root, name), bytes)
  }
})

afterAll(async () => rm(root, { recursive: true, force: true }))

/** A file as a page gets it from a folder that was chosen. */
function chosen(path: string, bytes: Uint8Array<ArrayBuffer>): File {
  const file = new File([bytes], path.split('/').at(-1) ?? path)
  return Object.defineProperty(file, 'webkitRelativePath', { value: path })
}

const chosenIn = (folder: string): File[] =>
  Object.entries(FILES)
    .filter(([name]) => name.startsWith(folder))
    .map(([name, bytes]) => chosen(name, bytes))

const messageOf = async (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'no error',
    (error: unknown) => (error instanceof AeError ? error.message : `not an AeError: ${String(error)}`),
  )

/** Shape and numbers of all images in one batch. */
async function pixelsOf(images: { batch(size: number): AsyncIterable<tf.Tensor> }): Promise<unknown> {
  for await (const batch of images.batch(10)) {
    const found = [batch.shape, [...batch.dataSync()].map((value) => Math.round(value * 100) / 100)]
    batch.dispose()
    return found
  }
  return undefined
}

describe('images of one’s own', () => {
  test.each([
    ['a page', () => imageFolder(chosenIn('images'))],
    ['a folder', () => node.imageFolder(join(root, 'images'))],
  ])('from %s have the names of their folders as classes', async (_, make) => {
    const { all } = await make()()
    expect([all.names, all.classes, [...all.labels]]).toEqual([
      ['felix', 'tom', 'rex'],
      ['cats', 'dogs'],
      [0, 0, 1],
    ])
    expect(await pixelsOf(all.images)).toEqual([
      [3, 1, 2, 1],
      [0.2, 0.4, 0, 1, 0, 1],
    ])
  })

  test('become grey or coloured, and of the size wanted', async () => {
    const files = [chosen('a/1.png', colour), chosen('a/2.png', grey)]
    const coloured = await imageFolder(files)()
    expect(await pixelsOf(coloured.all.images)).toEqual([
      [2, 1, 2, 3],
      [1, 0, 0, 0, 0, 1, 0, 0, 0, 1, 1, 1],
    ])
    const greys = await imageFolder(files, { channels: 1 })()
    expect(await pixelsOf(greys.all.images)).toEqual([
      [2, 1, 2, 1],
      [0.3, 0.11, 0, 1],
    ])
    const before = tf.memory().numTensors
    const small = await imageFolder([...files, chosen('a/3.png', png(4, 2, 1, [8, 8, 8, 8, 8, 8, 8, 8]))], {
      size: [1, 1],
      channels: 1,
    })()
    expect(await pixelsOf(small.all.images)).toMatchObject([[3, 1, 1, 1], { length: 3 }])
    expect(tf.memory().numTensors).toBe(before)
  })

  test('of several sizes are refused unless one is wanted', async () => {
    const { all } = await imageFolder([chosen('a/1.png', grey), chosen('a/2.png', png(1, 1, 1, [9]))])()
    expect(await messageOf(pixelsOf(all.images))).toMatchInlineSnapshot(`
      "imageFolder: expected images of 1×2, as the first is. Received: 'a/2.png' of 1×1.
        Hint: pass \`size\` to have them resized."
    `)
  })

  test('in other formats need a decoder', async () => {
    const files = [chosen('a/1.jpg', text('jpeg'))]
    expect(await messageOf(imageFolder(files)())).toMatchInlineSnapshot(
      `"imageFolder: expected files whose names match /\\.png$/i. Received: 1 other files."`,
    )
    const decode = (bytes: Uint8Array) => ({ width: bytes.length, height: 1, channels: 1, data: bytes })
    expect((await imageFolder(files, { decode })()).all.names).toEqual(['1'])
  })
})

test.each([
  ['a page', () => audioFolder(chosenIn('sounds'))],
  ['a folder', () => node.audioFolder(join(root, 'sounds'))],
])('recordings from %s are read when asked for, in one channel', async (_, make) => {
  const [hello] = (await make()()).all
  expect([hello?.name, hello?.label]).toEqual(['hello', 'anna'])
  expect(await hello?.read()).toEqual({
    name: 'hello',
    samples: Float32Array.of(0.25, -0.5),
    sampleRate: 8000,
  })
})

describe('a table of one’s own', () => {
  test.each([
    ['a page', () => csv(new Blob([FILES['table.csv'] ?? '']), { label: 'kind' })],
    ['a path', () => node.csv(join(root, 'table.csv'), { label: 'kind' })],
  ])('from %s has columns of numbers and of words', async (_, make) => {
    const { all } = await make()()
    expect([all.columns, all.classes, [...all.labels]]).toEqual([
      ['colour=light, blue', 'colour=red', 'size'],
      ['a', 'b'],
      [0, 1, 0],
    ])
    expect(await pixelsOf(all.rows)).toEqual([
      [3, 3],
      [0, 1, 1.5, 1, 0, 2, 0, 1, 3],
    ])
  })

  test('may have neither names nor labels', async () => {
    const { all } = await csv(new Blob(['1;2\n3;4\n']), { header: false, delimiter: ';' })()
    expect([all.columns, [...all.labels], all.classes]).toEqual([['x0', 'x1'], [0, 0], ['unlabelled']])
  })

  test('that has no such label, or is not there, is reported', async () => {
    expect(await messageOf(node.csv(join(root, 'table.csv'), { label: 'sort' })())).toContain(
      "['colour', 'size', 'kind']",
    )
    expect(await messageOf(node.csv('/no/such.csv')())).toMatchInlineSnapshot(
      `"read: expected a file at '/no/such.csv'. Received: ENOENT."`,
    )
  })
})

test('texts of one’s own are read from pages and paths, gzipped or not', async () => {
  const blob = (name: string): Blob => new Blob([FILES[name] ?? ''])
  const path = (name: string): string => join(root, name)
  expect((await jsonLines(blob('items.jsonl.gz'))()).all).toEqual([{ a: 1 }, [2]])
  expect((await node.jsonLines(path('items.jsonl.gz'))()).all).toEqual([{ a: 1 }, [2]])
  expect((await trees(blob('trees.txt'))()).all).toEqual((await node.trees(path('trees.txt'))()).all)
  expect((await node.trees(path('trees.txt'))()).all).toHaveLength(1)
  expect((await conllu(blob('words.conllu'))()).all).toEqual((await node.conllu(path('words.conllu'))()).all)
  expect((await node.conllu(path('words.conllu'))()).all).toHaveLength(1)
})

test('the folder of data sets can be named and used as a store', async () => {
  expect(node.dataDir()).not.toBe('')
  expect((await node.folderStore(root).list()).includes('images/cats/tom.png')).toBe(true)
})
