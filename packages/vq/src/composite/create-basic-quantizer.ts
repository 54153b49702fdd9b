import { AeError, show } from '@ae/core'
import type { Quantizer } from '../quantizer'
import { BinaryQuantizer } from '../quantizers/binary-quantizer'
import { EmaQuantizer } from '../quantizers/ema-quantizer'
import { FiniteScalarQuantizer } from '../quantizers/finite-scalar-quantizer'
import { GumbelQuantizer } from '../quantizers/gumbel-quantizer'
import { LookupFreeQuantizer } from '../quantizers/lookup-free-quantizer'
import { SimVQ } from '../quantizers/sim-vq'
import { VectorQuantizer } from '../quantizers/vector-quantizer'

/** A quantizer as plain JSON, without its weights: what a checkpoint says of it. */
export interface QuantizerSpec {
  /** The tag of its class: `ema-quantizer`. */
  readonly kind: string
  /** Its configuration. */
  readonly config: object
}

/** Whatever is taken for a quantizer: one that is, or its description. */
export type QuantizerLike = Quantizer | QuantizerSpec

/** A class of quantizers, as a checkpoint names it. */
export interface QuantizerClass {
  /** The tag. */
  readonly kind: string
  new (config: never): Quantizer
}

/** Those that are made of no other. */
export const BASIC_QUANTIZERS: readonly QuantizerClass[] = [
  EmaQuantizer,
  VectorQuantizer,
  SimVQ,
  FiniteScalarQuantizer,
  LookupFreeQuantizer,
  BinaryQuantizer,
  GumbelQuantizer,
]

/**
 * The quantizer that a checkpoint speaks of; one that is a quantizer already is returned as it is.
 *
 * @param subject who asks, and for what: ``VQVAE: `quantizer` ``
 * @param classes those that may be meant
 * @throws AeError `config` if its kind is none of them, or its configuration is wrong
 */
export function createQuantizerOf(
  subject: string,
  quantizer: QuantizerLike,
  classes: readonly QuantizerClass[],
): Quantizer {
  if (typeof quantizer !== 'object' || quantizer === null) throw notOne(subject, quantizer, classes)
  if ('quantize' in quantizer) return quantizer
  const Class = classes.find(({ kind }) => kind === quantizer.kind)
  if (Class === undefined) throw notOne(subject, quantizer.kind, classes)
  // Its own constructor checks it, whatever the file says.
  return new Class(quantizer.config as never)
}

function notOne(subject: string, received: unknown, classes: readonly QuantizerClass[]): AeError {
  const kinds = classes.map(({ kind }) => show(kind)).join(', ')
  return new AeError(
    'config',
    `${subject} must be a Quantizer, or { kind, config } of one of ${kinds}. Received: ${show(received)}.`,
    { hint: 'any other is passed as an object, also when loading: load(Model, bytes, { config }).' },
  )
}
