import {
  adam,
  Classifier,
  ConditionalVAE,
  createRng,
  fit,
  frechetDistance,
  fromTensor,
  fromTensors,
  GaussianMixture,
  type LatentModel,
  mlp,
  normalSampler,
  RAE,
  VampVAE,
  WAE,
} from '@ae/core'
import * as tf from '@tensorflow/tfjs'
import { firstRows } from '../../lab/images'
import { rowsOfImages } from '../figures'
import type { Sight, Stop, Tour } from '../stop'

/** Images that are learnt from: four models have to share the time of one. */
const ROWS = 2000
/** Few: what a code can say by itself, no class has to be asked for. */
const LATENT = 6
const UNITS = 128
const EPOCHS = 6
/** Some hundreds of steps have to do. */
const RATE = 3e-3
const COMPONENTS = 10
const CLASSES = 10
/** Draws that are measured, and how many of them are shown. */
const DRAWN = 500
const SHOWN = 10
/** Draws from a mixture are at most this much further from data than from N(0, I) they would be. */
const NEARER = 0.5
/** Share of draws in which a classifier sees the class that was asked for; one in ten would be without asking. On MNIST it is half. */
const OBEYED = 0.3

/** Four ways to new data: a class that is asked for, a learned prior, codes spread as a whole, a mixture fitted to codes. */
export const siblings: Stop = {
  name: 'siblings of the VAE',
  async visit(tour) {
    const { train, test } = tour.digits
    const x = await firstRows(train.images, ROWS)
    const label = tf.tensor1d(Int32Array.from(train.labels.slice(0, x.shape[0])), 'int32')
    const rng = createRng(tour.seed).fork('siblings')
    const judge = new Classifier({
      inputShape: [28, 28, 1],
      classes: CLASSES,
      network: mlp({ hiddenUnits: [64] }),
    })
    await fit(judge, fromTensors({ x, label }), options(tour, 'judge'))
    const conditional = new ConditionalVAE({ ...common(tour), classes: CLASSES })
    await fit(conditional, fromTensors({ x, label }), options(tour, 'conditional'))
    const asked = tf.tensor1d(
      Int32Array.from({ length: DRAWN }, (_, i) => i % CLASSES),
      'int32',
    )
    const wanted = conditional.sample(asked, rng)
    const hits = await judge.hits(fromTensors({ x: wanted, label: asked }).batch(DRAWN))
    const obeyed = hits.reduce((sum, hit) => sum + hit, 0) / DRAWN
    const vamp = await trained(tour, 'learned prior', new VampVAE({ ...common(tour), pseudoInputs: 30 }), x)
    const wae = await trained(tour, 'WAE', new WAE(common(tour)), x)
    const rae = await trained(tour, 'RAE', new RAE(common(tour)), x)
    const codes = rae.encode(x)
    const mixture = await GaussianMixture.fit(codes, { components: COMPONENTS, seed: tour.seed })
    const fromMixture = decoded(rae, mixture.sample(DRAWN, rng))
    const blind = decoded(rae, normalSampler(LATENT).sample(DRAWN, rng))
    const real = await firstRows(test.images, DRAWN)
    const [near, far] = [await distance(judge, real, fromMixture), await distance(judge, real, blind)]
    const figures = [
      await rowsOfImages('New digits', [
        { label: 'asked for', images: wanted.slice(0, SHOWN) },
        { label: 'learned prior', images: vamp.sample(SHOWN, rng) },
        { label: 'WAE', images: wae.sample(SHOWN, rng) },
        { label: 'RAE, mixture', images: fromMixture.slice(0, SHOWN) },
        { label: 'RAE, N(0, I)', images: blind.slice(0, SHOWN) },
      ]),
    ]
    tf.dispose([x, label, asked, wanted, codes, fromMixture, blind, real])
    for (const model of [judge, conditional, vamp, wae, rae]) model.dispose()
    return {
      findings: [
        {
          measure: 'conditional VAE: % of draws of the class asked for',
          value: 100 * obeyed,
          beside: `${100 / CLASSES} without asking`,
        },
        {
          measure: 'RAE: distance of draws from a mixture to data',
          value: near,
          beside: `from N(0, I) ${far.toFixed(2)}`,
        },
      ],
      claims: [
        {
          text: `of ${DRAWN} digits, at least ${100 * OBEYED} % are the one that was asked for`,
          holds: obeyed >= OBEYED,
        },
        {
          text: `codes from a mixture give digits at most ${NEARER} times as far from data as codes from N(0, I)`,
          holds: near <= NEARER * far,
        },
      ],
      section: {
        heading: 'Siblings of the VAE',
        text: 'New digits can be asked for by class; drawn from a prior that was learnt; from codes that are spread as N(0, I) as a whole, though each is a point; or from Gaussians that were fitted to codes afterwards. Where codes were not told how to be spread, N(0, I) draws nothing of sense.',
        figures,
      },
    } satisfies Sight
  },
}

function common({ seed }: Tour) {
  return {
    inputShape: [28, 28, 1],
    latentDim: LATENT,
    encoder: mlp({ hiddenUnits: [UNITS] }),
    decoder: mlp({ hiddenUnits: [UNITS] }),
    seed,
  }
}

function options(tour: Tour, name: string) {
  return {
    epochs: EPOCHS,
    batchSize: 64,
    seed: tour.seed,
    optimizer: adam({ learningRate: RATE }),
    callbacks: [tour.bar(name)],
  }
}

async function trained<M extends LatentModel>(tour: Tour, name: string, model: M, x: tf.Tensor): Promise<M> {
  await fit(model, fromTensor(x), options(tour, name))
  return model
}

/** Frees the codes. */
function decoded(model: LatentModel, codes: tf.Tensor): tf.Tensor {
  const x = model.decode(codes)
  codes.dispose()
  return x
}

/** As far as a classifier sees. */
async function distance(judge: Classifier, real: tf.Tensor, drawn: tf.Tensor): Promise<number> {
  const [a, b] = [judge.features(real), judge.features(drawn)]
  const value = await frechetDistance(a, b)
  tf.dispose([a, b])
  return value
}
