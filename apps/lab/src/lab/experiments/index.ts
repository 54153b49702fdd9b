import type { Experiment } from '../experiment'
import { aeVsIdentity } from './ae-vs-identity'
import { aeVsPca } from './ae-vs-pca'
import { binary } from './binary'
import { cancer } from './cancer'
import { compression } from './compression'
import { contamination } from './contamination'
import { deepRbm } from './deep-rbm'
import { denoising } from './denoising'
import { explain } from './explain'
import { factors } from './factors'
import { fraud } from './fraud'
import { intrusion } from './intrusion'
import { latency } from './latency'
import { maskedLm } from './masked-lm'
import { odds } from './odds'
import { oneClassImages } from './one-class-images'
import { oneHot } from './one-hot'
import { quantizers } from './quantizers'
import { soak } from './soak'
import { speechUnits } from './speech-units'
import { timeSeries } from './time-series'
import { transfer } from './transfer'
import { tsneGrowth } from './tsne-growth'
import { vae } from './vae'
import { vaeFamily } from './vae-family'
import { voiceAdain } from './voice-adain'
import { voiceAdversarial } from './voice-adversarial'
import { voiceAutovc } from './voice-autovc'
import { vqCollapse } from './vq-collapse'
import { vqPhotographs } from './vq-photographs'
import { vqPrior } from './vq-prior'
import { vqVae } from './vq-vae'

/** Every reproduction, in the order of the lecture; then what is about the backend. */
export const experiments: readonly Experiment[] = [
  aeVsIdentity,
  aeVsPca,
  tsneGrowth,
  deepRbm,
  denoising,
  vae,
  transfer,
  vaeFamily,
  factors,
  vqVae,
  vqPhotographs,
  vqCollapse,
  vqPrior,
  quantizers,
  binary,
  compression,
  oneHot,
  voiceAdversarial,
  voiceAdain,
  voiceAutovc,
  speechUnits,
  maskedLm,
  fraud,
  intrusion,
  cancer,
  explain,
  contamination,
  odds,
  oneClassImages,
  timeSeries,
  soak,
  latency,
]
