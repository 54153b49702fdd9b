import type { Experiment } from '../experiment'
import { aeVsIdentity } from './ae-vs-identity'
import { deepRbm } from './deep-rbm'
import { denoising } from './denoising'
import { vae } from './vae'

/** Every reproduction, in the order of the lecture. */
export const experiments: readonly Experiment[] = [aeVsIdentity, deepRbm, denoising, vae]
