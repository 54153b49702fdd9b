import type { Detector } from '../detector/detector'
import type { Rows } from '../table/rows'
import { requireThreshold } from './require-threshold'

/** A detector by the conventions of scikit-learn, where **lower is more anomalous**. */
export interface ScikitLearnConvention {
  /** The opposite of `detector.score`: lower = more anomalous. */
  scoreSamples(rows: Rows): Promise<Float64Array>
  /** `scoreSamples` moved so that anomalies are below 0. */
  decisionFunction(rows: Rows): Promise<Float64Array>
  /** −1 for an anomaly, 1 for a normal row. */
  predict(rows: Rows): Promise<Int32Array>
}

/**
 * A detector as scikit-learn's outlier detectors behave: `scoreSamples` and `decisionFunction` fall where rows are more anomalous,
 * and `predict` says −1 or 1. The detector is borrowed; thresholds are looked up at each call.
 *
 * @throws AeError from each method as `detector.score`; `decisionFunction` and `predict` also `state` without a threshold
 * @see Buitinck et al. 2013, API Design for Machine Learning Software, arXiv:1309.0238; scikit-learn, Novelty and Outlier Detection
 * @example
 * const model = asScikitLearn(await KNNDetector.fit([[1, 2], [1.1, 2.2], [0.9, 1.8], [1, 2.1], [1.2, 2.3], [0.8, 1.7], [1, 1.9], [1.1, 2]]))
 * await model.predict([[1, 2], [1, -9]]) // 1, −1
 */
export function asScikitLearn(detector: Detector): ScikitLearnConvention {
  const decisionFunction = async (rows: Rows): Promise<Float64Array> => {
    const threshold = requireThreshold('asScikitLearn', detector)
    return (await detector.score(rows)).map((score) => threshold - score)
  }
  return {
    scoreSamples: async (rows) => (await detector.score(rows)).map((score) => -score),
    decisionFunction,
    predict: async (rows) => Int32Array.from(await decisionFunction(rows), (value) => (value < 0 ? -1 : 1)),
  }
}
