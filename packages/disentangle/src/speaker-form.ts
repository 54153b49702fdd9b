/** Speakers by number, all known in training: each is a one-hot vector. Right for voices that were seen. */
export interface NumberedSpeakers {
  /** Tag. */
  readonly kind: 'numbered'
  /** How many. */
  readonly count: number
}

/** Speakers as vectors that come from elsewhere, a network that tells speakers apart, say: also for voices never seen. */
export interface EmbeddedSpeakers {
  /** Tag. */
  readonly kind: 'embedded'
  /** Numbers of a vector. */
  readonly size: number
}

/** How a model is told who speaks. */
export type SpeakerForm = NumberedSpeakers | EmbeddedSpeakers

/** Numbers that stand for a speaker. */
export function speakerWidth(speakers: SpeakerForm): number {
  return speakers.kind === 'numbered' ? speakers.count : speakers.size
}
