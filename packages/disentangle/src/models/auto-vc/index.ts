export {
  type BottleneckChoice,
  type BottleneckPoint,
  type BottleneckWidth,
  type ChooseBottleneckOptions,
  chooseBottleneck,
  type NumberedVoices,
} from './choose-bottleneck'
export type { AutoVCConfig, ResolvedAutoVCConfig } from './config'
export { AutoVC } from './model'
