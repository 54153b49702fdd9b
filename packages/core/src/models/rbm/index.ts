export type {
  ContrastiveDivergence,
  NegativePhase,
  PersistentContrastiveDivergence,
  RBMConfig,
  RbmUnits,
  ResolvedRBMConfig,
} from './config'
export { type GibbsOptions, RBM, type RBMParameters } from './model'
