import { adam, fit, reconstruct } from '@ae/core'
import { lossCurves } from '@ae/plot'
import {
  codebookDiagnostics,
  codeMapDecoder,
  codeMapEncoder,
  EmaQuantizer,
  type EpochUsage,
  VQVAE,
} from '@ae/vq'
import { firstRows, nmseOver, varianceOver } from '../../lab/images'
import { rowsOfImages } from '../figures'
import type { Sight, Stop } from '../stop'

const CODES = 32
const DEPTH = 16
const EPOCHS = 5
const SMALL = { channels: 16, blocks: 1, blockChannels: 8 }
/** A digit is 7 × 7 indices. */
const BITS = 49 * Math.log2(CODES)
/** Of 8 bits a pixel. */
const RAW_BITS = 784 * 8
const SHOWN = 12

/** Digits as indices into a codebook that restarts what nobody uses. */
export const discreteCodes: Stop = {
  name: 'VQ-VAE',
  async visit(tour) {
    const { train, test } = tour.digits
    const usage: EpochUsage[] = []
    const model = new VQVAE({
      inputShape: [28, 28, 1],
      quantizer: new EmaQuantizer({ codebookSize: CODES, codeDim: DEPTH }),
      encoder: codeMapEncoder(SMALL),
      decoder: codeMapDecoder(SMALL),
      dataVariance: await varianceOver(train.images),
      seed: tour.seed,
    })
    await fit(model, train.images.batch(64), {
      epochs: EPOCHS,
      seed: tour.seed,
      optimizer: adam({ learningRate: 2e-3 }),
      callbacks: [tour.bar('codes'), codebookDiagnostics({ onUsage: (epoch) => usage.push(epoch) })],
    })
    const error = await nmseOver(test.images, (x) => reconstruct(model, x))
    const used = usage.map(({ usage: [first] }) => first)
    const x = await firstRows(test.images, SHOWN)
    const figures = [
      await rowsOfImages('Test images and their copies', [
        { label: 'original', images: x.clone() },
        { label: `${BITS} bits`, images: reconstruct(model, x).clipByValue(0, 1) },
      ]),
    ]
    x.dispose()
    model.dispose()
    return {
      findings: [
        {
          measure: `error over variance, ${BITS} bits an image`,
          value: error,
          beside: `an image has ${RAW_BITS}; knowing nothing 1`,
        },
        {
          measure: `codes in use of ${CODES}`,
          value: used.at(-1)?.used ?? Number.NaN,
          beside: `perplexity ${(used.at(-1)?.perplexity ?? Number.NaN).toFixed(1)}`,
        },
      ],
      claims: [{ text: 'nearly all codes are in use', holds: (used.at(-1)?.used ?? 0) >= CODES - 2 }],
      section: {
        heading: 'Discrete codes',
        text: `Each digit is 49 choices out of ${CODES} codes. A code that hardly anyone chooses is put where it is needed.`,
        figures: [
          ...figures,
          lossCurves({
            title: 'How evenly codes are used',
            xLabel: 'epoch',
            yLabel: 'perplexity',
            series: [{ name: `of ${CODES}`, y: used.map((codes) => codes?.perplexity ?? Number.NaN) }],
          }),
        ],
      },
    } satisfies Sight
  },
}
