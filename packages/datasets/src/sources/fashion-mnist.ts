import type { DatasetSource } from './dataset-source'
import { idxSource } from './idx-source'
import type { ImageSet } from './image-set'
import type { TrainTest } from './splits'

/** Fashion-MNIST: articles of clothing, 28×28, in the format of MNIST but harder. */
export const fashionMnist: DatasetSource<TrainTest<ImageSet>> = idxSource({
  name: 'fashion-mnist',
  title: 'Fashion-MNIST articles of clothing',
  licence: 'MIT',
  citation: 'Xiao, Rasul, Vollgraf, Fashion-MNIST, arXiv:1708.07747, 2017',
  homepage: 'https://github.com/zalandoresearch/fashion-mnist',
  mirrors: [
    'https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/b2617bb6d3ffa2e429640350f613e3291e10b141/data/fashion/',
    'http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/',
  ],
  classes: [
    'T-shirt/top',
    'trouser',
    'pullover',
    'dress',
    'coat',
    'sandal',
    'shirt',
    'sneaker',
    'bag',
    'ankle boot',
  ],
  checksums: {
    trainImages: [26_421_880, '3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84'],
    trainLabels: [29_515, 'a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845'],
    testImages: [4_422_102, '346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073'],
    testLabels: [5_148, '67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5'],
  },
})
