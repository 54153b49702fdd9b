import { type AutoencoderDetectorOptions, autoencoderRecipe } from '../scorers/autoencoder'
import { type DeepSVDDDetectorOptions, deepSvddRecipe } from '../scorers/deep-svdd'
import { type EnsembleDetectorOptions, ensembleRecipe } from '../scorers/ensemble'
import { type RaPPDetectorOptions, rappRecipe } from '../scorers/rapp'
import { type VAEDetectorOptions, vaeRecipe } from '../scorers/vae'
import { type DetectorKind, detectorKind } from './detector-kind'

/**
 * How far rows are from what a de-noising auto-encoder makes of them, each number in units of the error that is usual for it.
 * Networks of two seeds vote.
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
export const AutoencoderDetector: DetectorKind<AutoencoderDetectorOptions> = /* @__PURE__ */ detectorKind(
  'autoencoder',
  autoencoderRecipe,
)

/**
 * How unlikely rows are under a variational auto-encoder, given codes drawn for them: the reconstruction probability, with the
 * deviations of held-out rows, in units of −2 log p but for a constant.
 *
 * @see An & Cho 2015, Variational Autoencoder based Anomaly Detection using Reconstruction Probability
 */
export const VAEDetector: DetectorKind<VAEDetectorOptions> = /* @__PURE__ */ detectorKind('vae', vaeRecipe)

/**
 * How far rows are from what an auto-encoder makes of them, in the row and behind every layer of the encoder, each direction in
 * units of what normal rows have there. One network.
 *
 * @see Kim et al. 2020, RaPP: Novelty Detection with Reconstruction along Projection Pathway, ICLR
 */
export const RaPPDetector: DetectorKind<RaPPDetectorOptions> = /* @__PURE__ */ detectorKind(
  'rapp',
  rappRecipe,
)

/**
 * How far a row's code is from the centre that the codes of normal rows were pulled to, by a network without biases.
 *
 * A network that maps every row to the centre has the smallest loss and tells nothing: scores of held-out rows that hardly differ
 * are an error. Compare with `steps: 1`, which is about as good on some tables.
 *
 * @see Ruff et al. 2018, Deep One-Class Classification, ICML
 */
export const DeepSVDDDetector: DetectorKind<DeepSVDDDetectorOptions> = /* @__PURE__ */ detectorKind(
  'deep-svdd',
  deepSvddRecipe,
)

/**
 * Several kinds that vote: how surprising each finds a row among held-out normal rows, on average. Without `members` these are an
 * auto-encoder, neighbours and PCA: what bends, what is near, what is straight. Each finds what the others miss.
 *
 * @see Aggarwal & Sathe 2015, Theoretical Foundations and Algorithms for Outlier Ensembles, SIGKDD Explorations 17; Fisher 1932,
 * Statistical Methods for Research Workers, §21.1, for the vote
 * @example
 * const members = [AutoencoderDetector.recipe(), KNNDetector.recipe({ neighbours: 3 })]
 * const normal = [[1, 2], [1.1, 2.2], [0.9, 1.8], [1, 2.1], [1.2, 2.3], [0.8, 1.7], [1, 1.9], [1.1, 2]]
 * const detector = await EnsembleDetector.fit(normal, { members, seed: 1 })
 */
export const EnsembleDetector: DetectorKind<EnsembleDetectorOptions> = /* @__PURE__ */ detectorKind(
  'ensemble',
  ensembleRecipe,
)
