import { save } from '@ae/core'
import * as tf from '@tensorflow/tfjs'
import type { Detector } from '../detector/detector'
import { NORMAL_SCORES, storedDetector } from './stored-detector'

/**
 * A detector as the bytes of one safetensors file: schema, scaling, scorer with all its networks and rows, and threshold. A
 * detector of neighbours keeps the normal rows, scaled: so does its file.
 *
 * @throws AeError `state` after `dispose`
 * @example
 * const detector = await KNNDetector.fit([[1, 2], [1.1, 2.2], [0.9, 1.8], [1, 2.1], [1.2, 2.3], [0.8, 1.7], [1, 1.9], [1.1, 2]])
 * await writeFile('detector.safetensors', await saveDetector(detector))
 */
export async function saveDetector(detector: Detector): Promise<Uint8Array> {
  const { kind, config, arrays: own, networks } = detector.store()
  const { frontEnd, threshold, normalScores } = detector
  const scores =
    normalScores === undefined
      ? {}
      : { [NORMAL_SCORES]: { shape: [normalScores.length], data: normalScores } }
  const arrays = { ...own, ...scores }
  const variables = tf.tidy(() =>
    Object.fromEntries(
      Object.entries(arrays).map(([name, { shape, data }]) => [
        name,
        tf.variable(tf.tensor(data, [...shape], 'float32'), false),
      ]),
    ),
  )
  try {
    return await save(
      storedDetector({
        config: { frontEnd: frontEnd.parts, threshold: threshold ?? null, scorer: { kind, config } },
        arrays: variables,
        networks,
      }),
    )
  } finally {
    tf.dispose(Object.values(variables))
  }
}
