export { betaVaeScore, type FixedFactorOptions, type FixedFactorScore } from './beta-vae-score'
export type { FactorColumns } from './coded-factors'
export {
  type DisentanglementCompleteness,
  disentanglementCompleteness,
} from './disentanglement-completeness'
export { type FactorVaeScoreOptions, factorVaeScore } from './factor-vae-score'
export {
  interventionalRobustness,
  type Robustness,
  type RobustnessOptions,
} from './interventional-robustness'
export { type Modularity, modularity } from './modularity'
export { type InformationGap, type InformationOptions, mutualInformationGap } from './mutual-information-gap'
export {
  type AttributePredictability,
  separatedAttributePredictability,
} from './separated-attribute-predictability'
