import type { Quantizer } from '../quantizer'
import { GroupedQuantizer } from '../quantizers/grouped-quantizer'
import { ResidualQuantizer } from '../quantizers/residual-quantizer'
import { BASIC_QUANTIZERS, createQuantizerOf, type QuantizerLike } from './create-basic-quantizer'

/**
 * Any quantizer of this package from its description; one that is a quantizer already is returned as it is.
 *
 * @throws AeError `config` if its kind is not known, or its configuration is wrong
 */
export function createQuantizer(subject: string, quantizer: QuantizerLike): Quantizer {
  return createQuantizerOf(subject, quantizer, [...BASIC_QUANTIZERS, ResidualQuantizer, GroupedQuantizer])
}
