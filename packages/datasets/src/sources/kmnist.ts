import type { DatasetSource } from './dataset-source'
import { idxSource } from './idx-source'
import type { ImageSet } from './image-set'
import type { TrainTest } from './splits'

/** Kuzushiji-MNIST: cursive Japanese characters, 28×28, in the format of MNIST. */
export const kmnist: DatasetSource<TrainTest<ImageSet>> = idxSource({
  name: 'kmnist',
  title: 'Kuzushiji-MNIST cursive Japanese characters',
  licence: 'CC BY-SA 4.0',
  citation:
    'Clanuwat, Bober-Irizar, Kitamoto, Lamb, Yamamoto, Ha, Deep Learning for Classical Japanese Literature, arXiv:1812.01718, 2018',
  homepage: 'https://codh.rois.ac.jp/kmnist/',
  mirrors: [
    'https://codh.rois.ac.jp/kmnist/dataset/kmnist/',
    'http://codh.rois.ac.jp/kmnist/dataset/kmnist/',
  ],
  classes: ['お', 'き', 'す', 'つ', 'な', 'は', 'ま', 'や', 'れ', 'を'],
  // As TensorFlow Datasets records them.
  checksums: {
    trainImages: [18_165_135, '51467d22d8cc72929e2a028a0428f2086b092bb31cfb79c69cc0a90ce135fde4'],
    trainLabels: [29_497, 'e38f9ebcd0f3ebcdec7fc8eabdcdaef93bb0df8ea12bee65224341c8183d8e17'],
    testImages: [3_041_136, 'edd7a857845ad6bb1d0ba43fe7e794d164fe2dce499a1694695a792adfac43c5'],
    testLabels: [5_120, '20bb9a0ef54c7db3efc55a92eef5582c109615df22683c380526788f98e42a1c'],
  },
})
