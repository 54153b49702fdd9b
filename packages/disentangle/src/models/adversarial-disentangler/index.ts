export type {
  AdversarialDisentanglerConfig,
  AdversarialSchedule,
  Adversary,
  ResidualStage,
  ResolvedAdversarialDisentanglerConfig,
} from './config'
export { AdversarialDisentangler } from './model'
