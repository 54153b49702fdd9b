/**
 * What examples may speak of without saying where it comes from, and its type.
 *
 * Examples stay short that way. A name that is not here, in a package, or in Node is one that a reader would not know
 * either: declare it in the example.
 */
export const vocabulary: Readonly<Record<string, string>> = {
  images: 'Rows',
  data: 'Rows',
  test: 'Rows',
  noisy: 'tf.Tensor',
  reconstructions: 'tf.Tensor',
  x: 'tf.Tensor',
  z: 'tf.Tensor',
  mean: 'tf.Tensor',
  logVar: 'tf.Tensor',
  model: 'VAE',
  vae: 'VAE',
  denoiser: 'DenoisingAutoencoder',
  rng: 'Rng',
  bytes: 'Uint8Array',
  hits: 'readonly number[]',
  testImages: 'Rows',
  pixels: 'Uint8Array',
  labels: 'Int32Array',
  labelled: 'ProbeData',
  factors: 'Readonly<Record<string, Int32Array>>',
  file: 'AnyFile',
  text: 'string',
  input: 'HTMLInputElement & { readonly files: Iterable<File> & ArrayLike<File> }',
  readImages: '(file: AnyFile, rows: Int32Array) => tf.Tensor',
  tree: 'SyntaxTree',
  info: "Parameters<typeof defineSource>[0]['info']",
  parse: '(bytes: Uint8Array) => unknown',
  report: '(news: unknown) => void',
  samples: 'Float32Array',
  magnitudes: 'FrameFeatures',
  features: 'FrameFeatures',
  clips: 'tf.Tensor',
  clipsOfTarget: 'tf.Tensor',
  speakers: 'tf.Tensor',
  voice: 'tf.Tensor',
  codec: 'ImageCodec',
  image: 'PixelImage',
  photographs: 'readonly PixelImage[]',
  sentences: 'readonly number[][]',
}

/** Lines that make the types of {@link vocabulary} known to a module, and the name each brings. */
export const preamble: readonly { readonly name: string; readonly line: string }[] = [
  { name: 'Dataset', line: "import type { Dataset } from '@ae/core'" },
  { name: 'DenoisingAutoencoder', line: "import { DenoisingAutoencoder } from '@ae/core'" },
  { name: 'ProbeData', line: "import type { ProbeData } from '@ae/core'" },
  { name: 'Rng', line: "import type { Rng } from '@ae/core'" },
  { name: 'VAE', line: "import { VAE } from '@ae/core'" },
  { name: 'ImageCodec', line: "import { ImageCodec } from '@ae/compress'" },
  { name: 'PixelImage', line: "import type { PixelImage } from '@ae/compress'" },
  { name: 'FrameFeatures', line: "import type { FrameFeatures } from '@ae/audio'" },
  { name: 'tf', line: "import * as tf from '@tensorflow/tfjs'" },
  // An example does not say whether its rows are a tensor or a data set.
  { name: 'SourceFile', line: "import type { SourceFile, SyntaxTree } from '@ae/datasets'" },
  { name: 'defineSource', line: "import { defineSource } from '@ae/datasets'" },
  // A path, an upload, bytes, or what a source says of a file: the one that fits.
  { name: 'AnyFile', line: 'type AnyFile = File & Uint8Array<ArrayBuffer> & SourceFile' },
  { name: 'Rows', line: 'type Rows = tf.Tensor & Dataset<tf.Tensor>' },
]

/** Functions of Node that examples use, and where each comes from. */
export const nodeNames: Readonly<Record<string, string>> = {
  readFile: 'node:fs/promises',
  writeFile: 'node:fs/promises',
}

/** Functions of the test runner, in examples of what tests use. */
export const testNames: Readonly<Record<string, string>> = { test: 'vitest', expect: 'vitest' }
