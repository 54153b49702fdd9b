import { type AutoencoderDetectorOptions, autoencoderRecipe } from '../scorers/autoencoder'
import { type EnsembleDetectorOptions, ensembleRecipe } from '../scorers/ensemble'
import { type VAEDetectorOptions, vaeRecipe } from '../scorers/vae'
import { type DetectorKind, detectorKind } from './detector-kind'

/**
 * How far rows are from what a de-noising auto-encoder makes of them, each number in units of the error that is usual for it.
 * Networks of two seeds vote by rank.
 *
 * Worth its training where columns hang together in ways that are not straight. On tables of a few hundred rows `KNNDetector` is
 * often as good, and is there at once.
 *
 * @see Sakurada & Yairi 2014, Anomaly Detection Using Autoencoders with Nonlinear Dimensionality Reduction, MLSDA; Vincent et al.
 * 2008 for the noise
 * @example
 * const normal = [[1, 2], [1.1, 2.2], [0.9, 1.8], [1, 2.1], [1.2, 2.3], [0.8, 1.7], [1, 1.9], [1.1, 2]]
 * const detector = await AutoencoderDetector.fit(normal, { seed: 1 })
 * const { anomalous, contributions } = await detector.explain([1, -9])
 */
export const AutoencoderDetector: DetectorKind<AutoencoderDetectorOptions> = detectorKind(
  'autoencoder',
  autoencoderRecipe,
)

/**
 * How unlikely rows are under a variational auto-encoder, given codes drawn for them: the reconstruction probability, with the
 * deviations of held-out rows, in units of −2 log p but for a constant.
 *
 * @see An & Cho 2015, Variational Autoencoder based Anomaly Detection using Reconstruction Probability
 */
export const VAEDetector: DetectorKind<VAEDetectorOptions> = detectorKind('vae', vaeRecipe)

/**
 * Several kinds that vote: the mean rank of their scores among those of held-out normal rows.
 *
 * @see Aggarwal & Sathe 2015, Theoretical Foundations and Algorithms for Outlier Ensembles, SIGKDD Explorations 17
 * @example
 * const members = [AutoencoderDetector.recipe(), KNNDetector.recipe({ neighbours: 3 })]
 * const normal = [[1, 2], [1.1, 2.2], [0.9, 1.8], [1, 2.1], [1.2, 2.3], [0.8, 1.7], [1, 1.9], [1.1, 2]]
 * const detector = await EnsembleDetector.fit(normal, { members, seed: 1 })
 */
export const EnsembleDetector: DetectorKind<EnsembleDetectorOptions> = detectorKind(
  'ensemble',
  ensembleRecipe,
)
