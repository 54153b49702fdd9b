import {
  betaVaeScore,
  disentanglementCompleteness,
  type FactorColumns,
  factorVaeScore,
  interventionalRobustness,
  modularity,
  mutualInformationGap,
  separatedAttributePredictability,
} from '@ae/core'
import type { Tensor } from '@tensorflow/tfjs'

/** Variance up to which a number of a code drawn to N(0, I) is unused, as in Kim & Mnih 2018. */
const UNUSED = 0.05

/** All scores of disentanglement by name, on a scale on which a guess is 0 and the factors themselves are 1. */
export async function factorScores(
  codes: Tensor,
  factors: FactorColumns,
  seed: number,
): Promise<Readonly<Record<string, number>>> {
  const dci = await disentanglementCompleteness(codes, factors, { seed })
  return {
    mig: (await mutualInformationGap(codes, factors)).score,
    sap: (await separatedAttributePredictability(codes, factors)).score,
    'beta-vae-above-chance': (await betaVaeScore(codes, factors, { seed })).aboveChance,
    'factor-vae-above-chance': (await factorVaeScore(codes, factors, { seed, unusedVariance: UNUSED }))
      .aboveChance,
    modularity: (await modularity(codes, factors)).score,
    irs: (await interventionalRobustness(codes, factors)).score,
    disentanglement: dci.disentanglement,
    completeness: dci.completeness,
    informativeness: dci.informativeness,
  }
}
