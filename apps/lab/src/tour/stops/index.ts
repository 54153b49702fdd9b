import type { Stop } from '../stop'
import { autoencoder } from './autoencoder'
import { deepBelief } from './deep-belief'
import { denoising } from './denoising'
import { discreteCodes } from './discrete-codes'
import { disentangling } from './disentangling'
import { fewLabels } from './few-labels'
import { maps } from './maps'
import { siblings } from './siblings'
import { specialCodes } from './special-codes'
import { variational } from './variational'

/** Every technique there is, in the order of the lecture. */
export const stops: readonly Stop[] = [
  autoencoder,
  maps,
  deepBelief,
  denoising,
  specialCodes,
  variational,
  siblings,
  disentangling,
  fewLabels,
  discreteCodes,
]
