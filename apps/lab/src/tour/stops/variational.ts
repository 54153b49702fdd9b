import { activeUnits, createRng, fit, mlp, reconstruct, traverse, VAE } from '@ae/core'
import * as tf from '@tensorflow/tfjs'
import { firstRows } from '../../lab/images'
import { learningCurves, rowsOfImages, squareOfImages } from '../figures'
import type { Sight, Stop } from '../stop'

const LATENT = 10
const SHOWN = 12
const DRAWN = 64
/** How far a code is moved along one direction, in standard deviations of the prior. */
const REACH = 2.5

/** A variational auto-encoder, drawn from. */
export const variational: Stop = {
  name: 'variational auto-encoder',
  async visit(tour) {
    const { train, test } = tour.digits
    const model = new VAE({
      inputShape: [28, 28, 1],
      latentDim: LATENT,
      encoder: mlp({ hiddenUnits: [256] }),
      decoder: mlp({ hiddenUnits: [256] }),
      seed: tour.seed,
    })
    const history = await fit(model, train.images, {
      epochs: 20,
      batchSize: 64,
      validation: test.images,
      seed: tour.seed,
      callbacks: [tour.bar('VAE')],
    })
    const { total = Number.NaN, kl = Number.NaN } = history.epochs.at(-1)?.validation ?? {}
    const rows = await firstRows(test.images, 500)
    const { mean, logVar } = model.posterior(rows)
    const active = await activeUnits(mean)
    const x = rows.slice(0, SHOWN)
    const figures = [
      await squareOfImages(
        'New digits: draws from N(0, I), decoded',
        model.sample(DRAWN, createRng(tour.seed)),
      ),
      await rowsOfImages('Test images and the means of what the model says about them', [
        { label: 'original', images: x.clone() },
        { label: 'VAE', images: reconstruct(model, x) },
      ]),
      await rowsOfImages('One number of a code changed, from left to right', walks(model, mean)),
      learningCurves('−ELBO in nats', history),
    ]
    tf.dispose([rows, mean, logVar, x])
    model.dispose()
    return {
      findings: [
        { measure: 'test −ELBO, nats', value: total, beside: `of which KL ${kl.toFixed(1)}` },
        { measure: 'active code units', value: active, beside: `of ${LATENT}` },
      ],
      section: {
        heading: 'Variational auto-encoder',
        text: 'Codes are distributions close to N(0, I), so that noise, decoded, looks like data.',
        figures,
      },
    } satisfies Sight
  },
}

function walks(model: VAE, codes: tf.Tensor): { label: string; images: tf.Tensor }[] {
  const values = Array.from({ length: SHOWN }, (_, i) => REACH * ((2 * i) / (SHOWN - 1) - 1))
  return [0, 1, 2, 3].map((dimension) => ({
    label: `number ${dimension + 1}`,
    images: tf.tidy(() => traverse(model, codes.slice(0, 1), { dimension, values })),
  }))
}
