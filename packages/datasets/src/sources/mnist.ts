import type { DatasetSource } from './dataset-source'
import { idxSource } from './idx-source'
import type { ImageSet } from './image-set'
import type { TrainTest } from './splits'

/**
 * MNIST: handwritten digits, 28×28.
 *
 * @example
 * const { train, test } = await mnist()
 * await fit(model, train.images.batch(128).shuffle(rng), { epochs: 10 })
 */
export const mnist: DatasetSource<TrainTest<ImageSet>> = idxSource({
  name: 'mnist',
  title: 'MNIST handwritten digits',
  licence: 'CC BY-SA 3.0',
  citation:
    'LeCun, Bottou, Bengio, Haffner, Gradient-based learning applied to document recognition, Proc. IEEE 86(11), 1998',
  homepage: 'http://yann.lecun.com/exdb/mnist/',
  mirrors: [
    'https://ossci-datasets.s3.amazonaws.com/mnist/',
    'https://storage.googleapis.com/cvdf-datasets/mnist/',
    'http://yann.lecun.com/exdb/mnist/',
  ],
  classes: ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'],
  checksums: {
    trainImages: [9_912_422, '440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609'],
    trainLabels: [28_881, '3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c'],
    testImages: [1_648_877, '8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6'],
    testLabels: [4_542, 'f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6'],
  },
})
