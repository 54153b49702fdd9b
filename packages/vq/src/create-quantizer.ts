import { AeError, show } from '@ae/core'
import type { Quantizer } from './quantizer'
import { BinaryQuantizer } from './quantizers/binary-quantizer'
import { EmaQuantizer } from './quantizers/ema-quantizer'
import { FiniteScalarQuantizer } from './quantizers/finite-scalar-quantizer'
import { GumbelQuantizer } from './quantizers/gumbel-quantizer'
import { LookupFreeQuantizer } from './quantizers/lookup-free-quantizer'
import { VectorQuantizer } from './quantizers/vector-quantizer'

/** A quantizer as plain JSON, without its weights: what a checkpoint says of it. */
export interface QuantizerSpec {
  /** The tag of its class: `ema-quantizer`. */
  readonly kind: string
  /** Its configuration. */
  readonly config: object
}

/** A class of quantizers, as a checkpoint names it. */
interface QuantizerClass {
  readonly kind: string
  new (config: never): Quantizer
}

const CLASSES: readonly QuantizerClass[] = [
  EmaQuantizer,
  VectorQuantizer,
  FiniteScalarQuantizer,
  LookupFreeQuantizer,
  BinaryQuantizer,
  GumbelQuantizer,
]

/**
 * The quantizer that a checkpoint speaks of; one that is a quantizer already is returned as it is.
 *
 * @throws AeError `config` if its kind is not one of this package, or its configuration is wrong
 */
export function createQuantizer(subject: string, quantizer: Quantizer | QuantizerSpec): Quantizer {
  if (typeof quantizer !== 'object' || quantizer === null) throw notOne(subject, quantizer)
  if ('quantize' in quantizer) return quantizer
  const { kind, config } = quantizer
  const Class = CLASSES.find((each) => each.kind === kind)
  if (Class === undefined) throw notOne(subject, kind)
  // Its own constructor checks it, whatever the file says.
  return new Class(config as never)
}

function notOne(subject: string, received: unknown): AeError {
  const kinds = CLASSES.map((each) => show(each.kind)).join(', ')
  return new AeError(
    'config',
    `${subject}: \`quantizer\` must be a Quantizer, or { kind, config } of one of ${kinds}. Received: ${show(received)}.`,
    { hint: 'one of your own is passed again when loading: load(VQVAE, bytes, { config: { quantizer } }).' },
  )
}
