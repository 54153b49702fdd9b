import * as tf from '@tensorflow/tfjs'
import type { NetworkBuilder } from '../interfaces/network'
import { type RecurrentLayer, type RecurrentOptions, recurrentDecoder, recurrentEncoder } from './recurrent'

/** The reset-before cell. */
const gru: RecurrentLayer = (request) => tf.layers.gru(request)

/**
 * Gated recurrent units and a dense layer on the last state: `[B, T, C]` → `[B, D]`.
 *
 * @throws AeError `config` on a bad option; the builder throws `shape` unless it is asked for a sequence to a vector
 * @see Cho et al. 2014, Learning Phrase Representations using RNN Encoder–Decoder, §2.3, arXiv:1406.1078
 */
export function gruEncoder(options: RecurrentOptions = {}): NetworkBuilder {
  return recurrentEncoder('gruEncoder', gru, options)
}

/**
 * The code repeated at every step, gated recurrent units, and a dense layer a step: `[B, D]` → `[B, T, C]`.
 *
 * @throws AeError `config` on a bad option; the builder throws `shape` unless it is asked for a vector to a sequence
 */
export function gruDecoder(options: RecurrentOptions = {}): NetworkBuilder {
  return recurrentDecoder('gruDecoder', gru, options)
}
