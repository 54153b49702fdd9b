import { requireKnownOptions } from '@ae/core'
import { inputNormRecipe } from '../scorers/input-norm'
import { type IsolationForestDetectorOptions, isolationForestRecipe } from '../scorers/isolation-forest'
import { type MahalanobisDetectorOptions, mahalanobisRecipe } from '../scorers/mahalanobis'
import { type KNNDetectorOptions, knnRecipe } from '../scorers/nearest-neighbour'
import { type PCADetectorOptions, pcaRecipe } from '../scorers/pca-residual'
import { type DetectorKind, detectorKind } from './detector-kind'

/**
 * The squared distance from the plane in which normal rows vary most: what a linear auto-encoder would get wrong.
 *
 * @see Jackson & Mudholkar 1979, Control Procedures for Residuals Associated with Principal Component Analysis, Technometrics 21
 */
export const PCADetector: DetectorKind<PCADetectorOptions> = /* @__PURE__ */ detectorKind('pca', pcaRecipe)

/**
 * The squared distance from the mean, each direction in units of its own standard deviation.
 *
 * @see Mahalanobis 1936, On the Generalised Distance in Statistics
 */
export const MahalanobisDetector: DetectorKind<MahalanobisDetectorOptions> = /* @__PURE__ */ detectorKind(
  'mahalanobis',
  mahalanobisRecipe,
)

/**
 * The distance to the nearest normal rows: no training, all rows kept, and the one to beat.
 *
 * @see Ramaswamy, Rastogi & Shim 2000, Efficient Algorithms for Mining Outliers from Large Data Sets, SIGMOD
 */
export const KNNDetector: DetectorKind<KNNDetectorOptions> = /* @__PURE__ */ detectorKind('knn', knnRecipe)

/**
 * How few random splits set a row apart from the others.
 *
 * @see Liu, Ting & Zhou 2008, Isolation Forest, ICDM
 */
export const IsolationForestDetector: DetectorKind<IsolationForestDetectorOptions> =
  /* @__PURE__ */ detectorKind('isolation-forest', isolationForestRecipe)

/** The squared length of a scaled row, for comparison: it has learnt nothing but means and standard deviations. */
export const InputNormDetector: DetectorKind<object> = /* @__PURE__ */ detectorKind(
  'input-norm',
  (options: object) => {
    requireKnownOptions('InputNormDetector', options, [])
    return inputNormRecipe
  },
)
