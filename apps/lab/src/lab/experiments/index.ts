import type { Experiment } from '../experiment'
import { aeVsIdentity } from './ae-vs-identity'
import { aeVsPca } from './ae-vs-pca'
import { denoising } from './denoising'
import { tsneGrowth } from './tsne-growth'
import { vae } from './vae'

/** Every reproduction, in the order of the lecture. */
export const experiments: readonly Experiment[] = [aeVsIdentity, aeVsPca, tsneGrowth, denoising, vae]
