import { AeError } from '@ae/core'
import { joinBytes } from '../cache/memory-store'
import { cifarBatch } from '../formats/cifar-batch'
import { gunzip } from '../formats/gunzip'
import { untar } from '../formats/untar'
import type { DatasetSource } from './dataset-source'
import { unpacked } from './decode-text'
import { defineSource, type SourceReader } from './define-source'
import { type ImageSet, imageSet } from './image-set'
import { officialFile } from './official-file'
import type { AcceptedFile, SourceFile } from './source-file'
import type { TrainTest } from './splits'

const SIDE = 32
const CLASSES: readonly string[] = [
  'airplane',
  'automobile',
  'bird',
  'cat',
  'deer',
  'dog',
  'frog',
  'horse',
  'ship',
  'truck',
]

const ARCHIVE: SourceFile = officialFile('cifar-10-binary.tar.gz', {
  urls: ['https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz'],
  // As TensorFlow Datasets records it.
  sha256: 'c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd',
  bytes: 170_052_171,
})

const BATCHES: readonly string[] = [1, 2, 3, 4, 5].map((n) => `data_batch_${n}.bin`)

/** Single batches, whole or cut, are taken as well: an unpacked archive, or the first rows for a quick try. */
const PARTS: TrainTest<readonly SourceFile[]> = {
  train: [
    batchFile('data_batch_1.bin', {
      name: 'data_batch_1.first4000.bin.gz',
      sha256: 'd32c18318de59292af92f571821e2570d0ce4d63cf4b3de2570ee51bf268ee72',
      bytes: 11_349_652,
      note: 'the first 4000 records',
    }),
    ...BATCHES.slice(1).map((name) => batchFile(name)),
  ],
  test: [
    batchFile('test_batch.bin', {
      name: 'test_batch.first1000.bin.gz',
      sha256: '3d5e72c2623a79c57b916d8669b4cba52fa2984d04cb8cd7d256902adc743432',
      bytes: 2_834_548,
      note: 'the first 1000 records',
    }),
  ],
}

/**
 * CIFAR-10: small colour photographs, 32×32×3, of ten kinds of things.
 *
 * If the archive is not there but single batches are (`data_batch_1.bin`, `data_batch_1.first4000.bin.gz`,
 * `test_batch.bin`, …), those are taken instead and nothing is downloaded.
 */
export const cifar10: DatasetSource<TrainTest<ImageSet>> = defineSource({
  info: {
    name: 'cifar10',
    title: 'CIFAR-10 small colour photographs',
    licence: 'none given by the authors; cite',
    citation: 'Krizhevsky, Learning Multiple Layers of Features from Tiny Images, technical report, 2009',
    homepage: 'https://www.cs.toronto.edu/~kriz/cifar.html',
    splits: { train: 50_000, test: 10_000 },
    shape: '[32, 32, 3] float32 in [0, 1], label',
    folders: ['cifar10', 'cifar10-part', 'cifar-10-batches-bin'],
    files: [ARCHIVE],
  },
  async load(files) {
    const archive = await files.find(ARCHIVE)
    const train = archive === undefined ? await readParts(files, PARTS.train) : []
    const test = train.length === 0 ? [] : await readParts(files, PARTS.test)
    if (test.length > 0) return { train: images(train), test: images(test) }
    const held = untar(gunzip((archive ?? (await files.read(ARCHIVE))).bytes))
    const batch = (name: string): Uint8Array => {
      const found = held.get(`cifar-10-batches-bin/${name}`)
      if (found !== undefined) return found
      throw new AeError(
        'data',
        `cifar10: expected '${name}' in the archive. Received: ${held.size} other files.`,
      )
    }
    return { train: images(BATCHES.map(batch)), test: images([batch('test_batch.bin')]) }
  },
})

function batchFile(name: string, ...repacks: readonly AcceptedFile[]): SourceFile {
  return officialFile(name, { repacks })
}

async function readParts(files: SourceReader, parts: readonly SourceFile[]): Promise<Uint8Array[]> {
  const found = await Promise.all(parts.map(async (part) => files.find(part)))
  return found.flatMap((file) => (file === undefined ? [] : [unpacked(file.bytes)]))
}

function images(batches: readonly Uint8Array[]): ImageSet {
  const parsed = batches.map(cifarBatch)
  return imageSet(
    {
      pixels: joinBytes(parsed.map(({ pixels }) => pixels)),
      shape: [SIDE, SIDE, 3],
      labels: joinBytes(parsed.map(({ labels }) => labels)),
    },
    CLASSES,
  )
}
