import { AeError, show } from '@ae/core'
import { parseIdx } from '../formats/parse-idx'
import type { DatasetSource } from './dataset-source'
import { unpacked } from './decode-text'
import { defineSource, type SourceReader } from './define-source'
import { type ImageSet, imageSet } from './image-set'
import { officialFile } from './official-file'
import type { SourceFile } from './source-file'
import type { SourceInfo } from './source-info'
import type { TrainTest } from './splits'

/** Length and checksum of one of the four files. */
type Checksum = readonly [bytes: number, sha256: string]

/** A set in four idx files, as MNIST brought them up. */
export interface IdxSource extends Pick<SourceInfo, 'name' | 'title' | 'licence' | 'citation' | 'homepage'> {
  /** Where the four files are, each with `/` at its end, in the order to try. */
  readonly mirrors: readonly string[]
  /** Names of the labels. */
  readonly classes: readonly string[]
  /** Length and SHA-256 of the four files. */
  readonly checksums: {
    /** Training images. */
    readonly trainImages: Checksum
    /** Training labels. */
    readonly trainLabels: Checksum
    /** Test images. */
    readonly testImages: Checksum
    /** Test labels. */
    readonly testLabels: Checksum
  }
}

/** Makes the source of a set in four idx files: 60 000 + 10 000 images of 28×28 bytes. */
export function idxSource(set: IdxSource): DatasetSource<TrainTest<ImageSet>> {
  const { mirrors, classes, checksums, ...described } = set
  const fileOf = (name: string, [bytes, sha256]: Checksum): SourceFile =>
    officialFile(name, {
      urls: mirrors.map((mirror) => mirror + name),
      sha256,
      bytes,
    })
  const train = {
    images: fileOf('train-images-idx3-ubyte.gz', checksums.trainImages),
    labels: fileOf('train-labels-idx1-ubyte.gz', checksums.trainLabels),
  }
  const test = {
    images: fileOf('t10k-images-idx3-ubyte.gz', checksums.testImages),
    labels: fileOf('t10k-labels-idx1-ubyte.gz', checksums.testLabels),
  }
  return defineSource({
    info: {
      ...described,
      splits: { train: 60_000, test: 10_000 },
      shape: '[28, 28, 1] float32 in [0, 1], label',
      files: [train.images, train.labels, test.images, test.labels],
    },
    load: async (files) => ({
      train: await readSplit(set.name, files, train, classes),
      test: await readSplit(set.name, files, test, classes),
    }),
  })
}

async function readSplit(
  name: string,
  files: SourceReader,
  split: { readonly images: SourceFile; readonly labels: SourceFile },
  classes: readonly string[],
): Promise<ImageSet> {
  const images = parseIdx(unpacked((await files.read(split.images)).bytes))
  const labels = parseIdx(unpacked((await files.read(split.labels)).bytes))
  const [count = 0, height = 0, width = 0] = images.shape
  if (!(images.data instanceof Uint8Array) || images.shape.length !== 3 || labels.data.length !== count) {
    throw new AeError(
      'data',
      `${name}: expected bytes [N, H, W] and labels [N]. Received: ${show(images.shape)} and ${show(labels.shape)}.`,
    )
  }
  return imageSet(
    { pixels: images.data, shape: [height, width, 1], labels: Int32Array.from(labels.data, Number) },
    classes,
  )
}
