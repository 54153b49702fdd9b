import type { Draws } from '../draws'

/** A voice. */
export interface Speaker {
  /** Mean pitch, in Hz. */
  readonly pitch: number
  /** What formant frequencies are multiplied by: 1 for a grown man's vocal tract of 17 cm, more for shorter ones. */
  readonly formantScale: number
  /** Share of the glottal cycle in which the folds are open. */
  readonly openQuotient: number
  /** Loudness of the breath in the voice. */
  readonly breath: number
  /** Seconds a syllable takes, against the mean. */
  readonly pace: number
}

/** Men, women and children in turn: pitch and the length of the vocal tract go together, loosely. */
const GROUPS = [
  { pitch: 115, pitchSpread: 16, formantScale: 1 },
  { pitch: 205, pitchSpread: 22, formantScale: 1.16 },
  { pitch: 285, pitchSpread: 22, formantScale: 1.32 },
] as const

/** The `index`-th speaker of a set. */
export function randomSpeaker(index: number, draws: Draws): Speaker {
  const group = GROUPS[index % GROUPS.length] ?? GROUPS[0]
  return {
    pitch: group.pitch + draws.normal(group.pitchSpread),
    formantScale: group.formantScale * (1 + draws.normal(0.03)),
    openQuotient: draws.between(0.5, 0.72),
    breath: draws.between(0.01, 0.06),
    pace: draws.between(0.85, 1.15),
  }
}
