import type * as tf from '@tensorflow/tfjs'
import type { NetworkTopology } from '../interfaces/network'
import type { CodeNetworks } from './code-networks'

/** Every weight of both networks: `encoder/1-dense/kernel`. */
export function networkWeights({ encoder, decoder }: CodeNetworks): Readonly<Record<string, tf.Variable>> {
  return { ...prefixed('encoder', encoder.weights()), ...prefixed('decoder', decoder.weights()) }
}

/** Both networks as JSON. */
export function networkTopologies({
  encoder,
  decoder,
}: CodeNetworks): Readonly<Record<'encoder' | 'decoder', NetworkTopology>> {
  return { encoder: encoder.topology(), decoder: decoder.topology() }
}

function prefixed<T>(prefix: string, record: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [`${prefix}/${name}`, value]))
}
