import type { Draws } from '../draws'
import type { Consonant, Formants } from './phones'
import { Resonator } from './resonator'
import type { Speaker } from './speaker'

/** Samples a second. */
export const SYLLABLE_RATE = 16_000
/** Samples between two settings of the filters: 5 ms, as in Klatt 1980. */
const FRAME = 80
/** −3 dB widths of the formants, in Hz. */
const WIDTHS = [70, 95, 140, 220] as const
/** Seconds in which formants move from the consonant to the vowel. */
const TRANSITION = 0.05
/** Seconds of the vowel, at pace 1. */
const VOWEL = 0.22
/** Seconds in which the voice sets in and dies away. */
const ONSET = 0.012
const RELEASE = 0.06
/** Peak of the louder parts after scaling; the rest is headroom. */
const PEAK = 0.6

/** What is said. */
export interface Utterance {
  /** The consonant before the vowel, if any. */
  readonly consonant: Consonant | undefined
  /** The vowel. */
  readonly vowel: Formants
  /** Who says it. */
  readonly speaker: Speaker
}

/**
 * Writes one syllable into `samples`, with silence around it: glottal pulses through a cascade of formants.
 *
 * Rounded to 16 bits, so that engines that differ in the last bit of a cosine give the same samples.
 */
export function saySyllable(samples: Float32Array, utterance: Utterance, draws: Draws): void {
  const { consonant, vowel, speaker } = utterance
  const before = consonant?.duration ?? 0
  const length = VOWEL * speaker.pace * draws.between(0.88, 1.12)
  const slack = Math.max(0, samples.length / SYLLABLE_RATE - before - length)
  const plan: Plan = {
    begin: slack * draws.between(0.2, 0.8),
    before,
    length,
    consonant,
    // Nobody says the same vowel twice in the same way.
    vowel: scaled(vowel, () => speaker.formantScale * (1 + draws.normal(0.025))),
    locus: scaled(consonant?.formants ?? vowel, () => speaker.formantScale),
    speaker,
    pitch: speaker.pitch * (1 + draws.normal(0.05)),
    fall: draws.between(0.05, 0.25),
  }
  const spoken = synthesise(samples.length, plan, draws)
  const peak = spoken.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-9)
  const gain = (PEAK * draws.between(0.7, 1.2) * 32768) / peak
  spoken.forEach((value, i) => {
    samples[i] = Math.round(value * gain) / 32768
  })
}

interface Plan {
  readonly begin: number
  readonly before: number
  readonly length: number
  readonly consonant: Consonant | undefined
  readonly vowel: Formants
  readonly locus: Formants
  readonly speaker: Speaker
  readonly pitch: number
  /** Share of the pitch that is lost towards the end. */
  readonly fall: number
}

function synthesise(count: number, plan: Plan, draws: Draws): Float64Array {
  const out = new Float64Array(count)
  const tract = WIDTHS.map(() => new Resonator())
  const hiss = new Resonator()
  const { consonant, speaker } = plan
  if (consonant !== undefined) hiss.tune(consonant.noiseFrequency, consonant.noiseWidth, SYLLABLE_RATE)
  let phase = 0
  let previous = 0
  for (let n = 0; n < count; n++) {
    const time = n / SYLLABLE_RATE - plan.begin
    if (n % FRAME === 0) tuneTract(tract, plan, time)
    const { voice, noise } = loudness(plan, time)
    const progress = Math.max(0, Math.min(1, time / (plan.before + plan.length)))
    phase += (plan.pitch * (1 - plan.fall * progress)) / SYLLABLE_RATE
    // A little jitter at each cycle, or the voice buzzes.
    if (phase >= 1) phase -= 1 + draws.normal(0.008)
    const pulse = glottalPulse(phase, speaker.openQuotient)
    const source = voice * (pulse + speaker.breath * draws.normal(1))
    const voiced = tract.reduce((signal, formant) => formant.next(signal), source)
    const rough = noise > 0 ? draws.normal(1) * noise : 0
    // The difference of neighbours takes the resonator's low frequencies away.
    const filtered = hiss.next(rough)
    out[n] = voiced + 0.25 * (filtered - previous)
    previous = filtered
  }
  return out
}

function tuneTract(tract: readonly Resonator[], { before, locus, vowel }: Plan, time: number): void {
  const t = before === 0 ? 1 : Math.max(0, Math.min(1, (time - before) / TRANSITION))
  const mix = t * t * (3 - 2 * t)
  tract.forEach((formant, i) => {
    const frequency = (locus[i] ?? 0) * (1 - mix) + (vowel[i] ?? 0) * mix
    formant.tune(frequency, (WIDTHS[i] ?? 100) * (1 + 0.8 * (1 - mix)), SYLLABLE_RATE)
  })
}

function loudness(plan: Plan, time: number): { readonly voice: number; readonly noise: number } {
  const { before, length, consonant } = plan
  const left = before + length - time
  if (time < 0 || left < 0) return { voice: 0, noise: 0 }
  const rise = Math.min(1, Math.max(0, (time - before) / ONSET))
  const closed = Math.min(1, time / ONSET) * (consonant?.voicing ?? 0)
  const voice = Math.max(rise, closed) * Math.min(1, left / RELEASE)
  const sounding = consonant !== undefined && time < before && time > before - consonant.noiseDuration
  return { voice, noise: sounding ? consonant.noise : 0 }
}

/**
 * Derivative of the air flow through the folds, for a phase of 0 … 1.
 *
 * @see Klatt & Klatt 1990, Analysis, Synthesis and Perception of Voice Quality Variations, KLGLOTT88
 */
function glottalPulse(phase: number, openQuotient: number): number {
  if (phase < 0 || phase >= openQuotient) return 0
  const t = phase / openQuotient
  return 2 * t - 3 * t * t
}

function scaled(formants: Formants, factor: () => number): Formants {
  return [formants[0] * factor(), formants[1] * factor(), formants[2] * factor(), formants[3] * factor()]
}
