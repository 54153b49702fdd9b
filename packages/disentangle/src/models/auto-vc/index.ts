export {
  type BottleneckChoice,
  type BottleneckPoint,
  type BottleneckWidth,
  type ChooseBottleneckOptions,
  chooseBottleneck,
  type NumberedVoices,
} from './choose-bottleneck'
export type {
  AutoVCConfig,
  EmbeddedSpeakers,
  NumberedSpeakers,
  ResolvedAutoVCConfig,
  SpeakerForm,
} from './config'
export { AutoVC } from './model'
