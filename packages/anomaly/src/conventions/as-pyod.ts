import type { Detector } from '../detector/detector'
import type { Rows } from '../table/rows'
import { requireThreshold } from './require-threshold'

/** A detector by the conventions of PyOD, where **higher is more anomalous**. */
export interface PyODConvention {
  /** As `detector.score`: higher = more anomalous. */
  decisionFunction(rows: Rows): Promise<Float64Array>
  /** 1 for an anomaly, 0 for a normal row. */
  predict(rows: Rows): Promise<Int32Array>
  /** For each row how likely it is normal and how likely it is not, row-major [n, 2], as `detector.probability` has it. */
  predictProba(rows: Rows): Promise<Float64Array>
}

/**
 * A detector as PyOD's behave: `decisionFunction` rises where rows are more anomalous, and `predict` says 0 or 1. The detector is
 * borrowed; thresholds are looked up at each call.
 *
 * PyOD scales scores to probabilities by their range; here the second of each pair is 1 − the p-value.
 *
 * @throws AeError from each method as `detector.score`; `predict` also `state` without a threshold, `predictProba` `state` without
 * held-out rows
 * @see Zhao, Nasrullah & Li 2019, PyOD: A Python Toolbox for Scalable Outlier Detection, JMLR 20
 * @example
 * const model = asPyOD(await KNNDetector.fit([[1, 2], [1.1, 2.2], [0.9, 1.8], [1, 2.1], [1.2, 2.3], [0.8, 1.7], [1, 1.9], [1.1, 2]]))
 * await model.predict([[1, 2], [1, -9]]) // 0, 1
 */
export function asPyOD(detector: Detector): PyODConvention {
  return {
    decisionFunction: (rows) => detector.score(rows),
    predict: async (rows) => {
      const threshold = requireThreshold('asPyOD', detector)
      return Int32Array.from(await detector.score(rows), (score) => Number(score > threshold))
    },
    predictProba: async (rows) => {
      const anomalous = await detector.probability(rows)
      return Float64Array.from({ length: 2 * anomalous.length }, (_, i) => {
        const p = anomalous[i >> 1] ?? Number.NaN
        return i % 2 === 0 ? 1 - p : p
      })
    },
  }
}
