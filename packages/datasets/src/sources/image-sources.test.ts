/// <reference types="node" />
import * as tf from '@tensorflow/tfjs'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Bytes } from '../cache/file-store'
import { cifar10 } from './cifar10'
import { fashionMnist } from './fashion-mnist'
import { contentOf, messageOf, only } from './fixtures/loading'
import { gzip, idx, png, text } from './fixtures/pack'
import { kmnist } from './kmnist'
import { kodak } from './kodak'
import { mnist } from './mnist'
import { omniglotDrawings } from './omniglot'

beforeAll(async () => {
  await tf.setBackend('cpu')
})

describe('images', () => {
  const pixels = Array.from({ length: 2 * 2 * 3 }, (_, i) => i * 20)

  test.each([
    ['mnist', mnist],
    ['fashion-mnist', fashionMnist],
    ['kmnist', kmnist],
  ])('of %s come from idx files, in the set’s folder or without one', async (name, source) => {
    const options = only({
      [`${name}/train-images-idx3-ubyte`]: idx([2, 2, 3], pixels),
      [`${name}/train-labels-idx1-ubyte`]: idx([2], [7, 3]),
      't10k-images-idx3-ubyte': idx([1, 2, 3], pixels.slice(6)),
      't10k-labels-idx1-ubyte': idx([1], [9]),
    })
    const { train, test } = await source(options)
    expect([train.images.size, test.images.size, train.classes.length]).toEqual([2, 1, 10])
    expect([[...train.labels], [...test.labels]]).toEqual([[7, 3], [9]])
    const [batch] = await contentOf(test.images)
    expect(batch).toEqual([
      [
        [120, 140, 160],
        [180, 200, 220],
      ].map((row) => row.map((byte) => [Math.fround(byte / 255)])),
    ])
    for await (const { image, label } of train.labelled.batch(2)) {
      expect([image.shape, label.dtype, ...label.dataSync()]).toEqual([[2, 2, 3, 1], 'int32', 7, 3])
      tf.dispose([image, label])
    }
  })

  test('whose labels are of another number are refused', async () => {
    const options = only({
      'mnist/train-images-idx3-ubyte': idx([2, 2, 3], pixels),
      'mnist/train-labels-idx1-ubyte': idx([3], [7, 3, 1]),
    })
    expect(await messageOf(mnist(options))).toMatchInlineSnapshot(
      `"mnist: expected bytes [N, H, W] and labels [N]. Received: [2, 2, 3] and [3]."`,
    )
  })

  test('of CIFAR-10 come as planes of colours and leave as pixels', async () => {
    const plane = (byte: number): number[] =>
      Array.from({ length: 1024 }, (_, i) => (i === 1 ? byte + 1 : byte))
    const record = [3, ...plane(10), ...plane(20), ...plane(30)]
    const files = {
      'cifar10/data_batch_1.bin': Uint8Array.from([...record, ...record]),
      'cifar10/data_batch_2.bin.gz': gzip(Uint8Array.from(record)),
      'cifar10/test_batch.bin': Uint8Array.from(record),
    }
    const { train, test } = await cifar10(only(files))
    expect([train.images.size, test.images.size, train.classes[train.labels[0] ?? 0]]).toEqual([3, 1, 'cat'])
    for await (const image of test.images) {
      const start = image.slice([0, 0, 0, 0], [1, 1, 2, 3]).dataSync()
      expect([...start].map((value) => Math.round(value * 255))).toEqual([10, 20, 30, 11, 21, 31])
      image.dispose()
    }
    const cut = { ...files, 'cifar10/test_batch.bin': Uint8Array.from(record.slice(1)) }
    expect(await messageOf(cifar10(only(cut)))).toContain('whole records of 3073 bytes')
    expect(await messageOf(cifar10(only({})))).toContain("expected the file 'cifar-10-binary.tar.gz'")
  })

  test('of Omniglot are sorted, and ink is 1', async () => {
    const sheet = (ink: number): Bytes =>
      png(
        105,
        105,
        1,
        Array.from({ length: 105 * 105 }, (_, i) => (i === ink ? 0 : 255)),
      )
    const all = omniglotDrawings(
      new Map([
        ['images/Greek/character02/0002_01.png', sheet(2)],
        ['images/Greek/character01/0001_20.png', sheet(1)],
        ['images/Greek/character01/0001_03.png', sheet(0)],
        ['images/readme.txt', text('no drawing')],
      ]),
    )
    expect(all.classes).toEqual(['Greek/character01', 'Greek/character02'])
    expect([[...all.labels], [...all.drawers]]).toEqual([
      [0, 0, 1],
      [3, 20, 1],
    ])
    const before = tf.memory().numTensors
    for await (const { image, label } of all.labelled.batch(3)) {
      expect(image.shape).toEqual([3, 105, 105, 1])
      const sums = image.sum([1, 2, 3])
      expect([...sums.dataSync(), ...label.dataSync()]).toEqual([1, 1, 1, 0, 0, 1])
      tf.dispose([image, label, sums])
    }
    expect(tf.memory().numTensors).toBe(before)
    const wrong = omniglotDrawings(new Map([['a/b/1_2.png', png(1, 1, 1, [0])]]))
    expect(await messageOf(contentOf(wrong.images))).toContain('drawings of 105×105. Received: 1×1')
  })

  test('of Kodak are decoded when they are asked for', async () => {
    const names = Array.from({ length: 24 }, (_, i) => `kodak/kodim${String(i + 1).padStart(2, '0')}.png`)
    const files = Object.fromEntries(names.map((name) => [name, png(2, 1, 3, [0, 51, 102, 153, 204, 255])]))
    const [first] = (await kodak(only(files))).all
    expect(first).toMatchObject({ name: 'kodim01', width: 2, height: 1 })
    const image = await first?.tensor()
    expect(image?.shape).toEqual([1, 2, 3])
    expect([...(image?.dataSync() ?? [])].map((value) => Math.round(value * 5))).toEqual([0, 1, 2, 3, 4, 5])
    image?.dispose()
  })
})
