import * as tf from '@tensorflow/tfjs'
import type { NetworkBuilder } from '../interfaces/network'
import { type RecurrentLayer, type RecurrentOptions, recurrentDecoder, recurrentEncoder } from './recurrent'

/** tfjs would fill in the forget gate's bias at every restore; here `sequentialNetwork` sets it, once. */
const lstm: RecurrentLayer = (request) => tf.layers.lstm({ ...request, unitForgetBias: false })

/**
 * Long short-term memory and a dense layer on the last state: `[B, T, C]` → `[B, D]`. The forget gate's bias starts at 1.
 *
 * @throws AeError `config` on a bad option; the builder throws `shape` unless it is asked for a sequence to a vector
 * @see Hochreiter & Schmidhuber 1997, Long Short-Term Memory; Jozefowicz et al. 2015, An Empirical Exploration of Recurrent
 * Network Architectures, §3.3, for the bias
 */
export function lstmEncoder(options: RecurrentOptions = {}): NetworkBuilder {
  return recurrentEncoder('lstmEncoder', lstm, options)
}

/**
 * The code repeated at every step, long short-term memory, and a dense layer a step: `[B, D]` → `[B, T, C]`.
 *
 * @throws AeError `config` on a bad option; the builder throws `shape` unless it is asked for a vector to a sequence
 */
export function lstmDecoder(options: RecurrentOptions = {}): NetworkBuilder {
  return recurrentDecoder('lstmDecoder', lstm, options)
}
