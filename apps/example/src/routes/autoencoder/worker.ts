import { Autoencoder, adam, createRng, reconstruct } from '@ae/core'
import { syntheticDigits } from '@ae/datasets'
import { readFirst } from '../../training/read-first'
import { serveTraining } from '../../training/serve-training'
import { toImageStrip } from '../../training/to-image-strip'
import type { AutoencoderSettings } from './settings'

/** Enough for recognisable copies, few enough to be drawn in a second. */
const TRAIN_IMAGES = 2000

/** Images shown; none of them is trained on. */
const SHOWN = 10

serveTraining<AutoencoderSettings>(async ({ latentDim, learningRate }) => {
  const { train, test } = syntheticDigits({ seed: 1, train: TRAIN_IMAGES, test: SHOWN })
  const originals = await readFirst(test.images.batch(SHOWN))
  const model = new Autoencoder({ inputShape: [28, 28, 1], latentDim })
  return {
    model,
    data: train.images.batch(64).shuffle(createRng(1)),
    optimizer: adam({ learningRate }),
    epochs: 50,
    async show() {
      const copies = reconstruct(model, originals)
      try {
        return [
          await toImageStrip('Originals the network has never trained on', originals),
          await toImageStrip('What it makes of them', copies),
        ]
      } finally {
        copies.dispose()
      }
    },
    dispose() {
      originals.dispose()
      model.dispose()
    },
  }
})
