import { mlp } from '@ae/core'
import type { Lab } from '../experiment'

const UNITS = 1000
const QUICK_UNITS = 400

/** One over-complete layer of sigmoid units and its mirror, as in Vincent et al. 2008. */
export function sigmoidUnits({ quick, seed }: Lab) {
  return {
    inputShape: [28, 28, 1],
    latentDim: quick ? QUICK_UNITS : UNITS,
    encoder: mlp({ hiddenUnits: [], outputActivation: 'sigmoid' as const }),
    decoder: mlp({ hiddenUnits: [] }),
    reconstruction: 'bernoulli' as const,
    seed,
  }
}
