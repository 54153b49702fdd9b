import { createRng, tsne } from '@ae/core'
import * as tf from '@tensorflow/tfjs'
import { deepAndLinear, deepAutoencoder } from '../deep-and-linear'
import type { Experiment, Lab } from '../experiment'
import { firstRows } from '../images'
import { linearControl } from '../linear-control'
import { codesOf, judgeMap, type MappedImages, type MapVerdict, pictureMap } from '../maps'

/** Test images that are put on the maps. */
const MAPPED = 5000
/** A map of noise: trustworthiness about .5, accuracy about .1. */
const LIKE_NOISE = 0.55

/** Three ways to two numbers, and one of them to thirty: a deep auto-encoder, PCA, t-SNE. */
export const aeVsPca: Experiment = {
  name: 'ae-vs-pca',
  claim:
    'on a plane, too, a deep auto-encoder keeps more than PCA, classes apart included; t-SNE keeps neighbours best, but has no decoder',
  async run(lab) {
    const wide = await deepAndLinear(lab, 30, lab.quick ? 30 : 20)
    wide.model.dispose()
    lab.report('pca-30-sse', wide.linear)
    lab.report('ae-30-sse', wide.learned, { full: { max: 4.1 } })
    const share = wide.learned / wide.linear
    lab.report('ae-30-sse-over-pca-30', share, { full: { max: 0.3 }, quick: { max: 0.85 } })
    await plane(lab)
    await linearControl(lab)
  },
}

/** Two numbers an image. */
async function plane(lab: Lab): Promise<void> {
  const { model, pca, learned, linear } = await deepAndLinear(lab, 2, lab.quick ? 45 : 30)
  lab.report('pca-2-sse', linear)
  lab.report('ae-2-sse', learned)
  lab.report('ae-2-sse-over-pca-2', learned / linear, { full: { max: 0.66 }, quick: { max: 0.92 } })

  const { images: all, labels } = lab.digits.test
  const images = await firstRows(all, MAPPED)
  const mapped: MappedImages = { images, labels: labels.subarray(0, images.shape[0]) }
  const codes = codesOf(model, pca, images)
  const byPca = await judgeMap(codes.linear, mapped)
  const byModel = await judgeMap(codes.learned, mapped)
  reportMap(lab, 'pca-2', byPca)
  reportMap(lab, 'ae-2', byModel)
  lab.report('ae-2-10nn-lead-over-pca-2', byModel.nearestTen - byPca.nearestTen, {
    full: { min: 0.2 },
    quick: { min: 0.1 },
  })

  const started = performance.now()
  const { embedding, klDivergence } = await tsne(images, {
    seed: lab.seed,
    onProgress: ({ iteration, iterations }) => lab.progress(`t-SNE  ${iteration} of ${iterations}`),
  })
  lab.report('tsne-seconds', (performance.now() - started) / 1000)
  lab.report('tsne-kl-nats', klDivergence)
  const byTsne = await judgeMap(embedding, mapped)
  reportMap(lab, 'tsne', byTsne, {
    nearest: { full: { min: 0.9 }, quick: { min: 0.8 } },
    trust: { full: { min: 0.97 }, quick: { min: 0.8 } },
  })
  lab.picture({
    heading: `${mapped.labels.length} test images on a plane`,
    text: 'PCA and the auto-encoder were fitted to the training images and can place any other; t-SNE knows only the images it was given, but knows better which belong together.',
    figures: [
      await pictureMap('PCA', codes.linear, mapped.labels),
      await pictureMap('Auto-encoder', codes.learned, mapped.labels),
      await pictureMap('t-SNE', embedding, mapped.labels),
    ],
  })
  tf.dispose([codes.learned, codes.linear, embedding])
  model.dispose()
  await planeControls(lab, mapped, byPca)
  images.dispose()
}

/** Codes of an untrained network must not lead, and noise must be told from a map. */
async function planeControls(lab: Lab, mapped: MappedImages, byPca: MapVerdict): Promise<void> {
  const untrained = deepAutoencoder(lab, 2)
  const codes = untrained.encode(mapped.images)
  const byUntrained = await judgeMap(codes, mapped)
  untrained.dispose()
  const lead = byUntrained.nearestTen - byPca.nearestTen
  lab.report('control-untrained-10nn-lead-over-pca-2', lead, { full: { max: 0.1 }, quick: { max: 0.1 } })
  const noise = createRng(lab.seed).fork('noise').normal([mapped.labels.length, 2])
  const byNoise = await judgeMap(noise, mapped)
  tf.dispose([codes, noise])
  const bar = { full: { max: LIKE_NOISE }, quick: { max: LIKE_NOISE } }
  lab.report('control-noise-trustworthiness', byNoise.trust, bar)
  lab.report('control-noise-10nn', byNoise.nearestTen, { full: { max: 0.15 }, quick: { max: 0.2 } })
}

type Bars = Parameters<Lab['report']>[2]

function reportMap(
  lab: Lab,
  name: string,
  { nearest, nearestTen, trust }: MapVerdict,
  bars: { readonly nearest?: Bars; readonly trust?: Bars } = {},
): void {
  lab.report(`${name}-1nn`, nearest, bars.nearest)
  lab.report(`${name}-10nn`, nearestTen)
  lab.report(`${name}-trustworthiness-12`, trust, bars.trust)
}
