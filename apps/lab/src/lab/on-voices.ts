import * as tf from '@tensorflow/tfjs'
import type { Lab } from './experiment'
import { allPairs, reportSwap, type Trial } from './voice-conversion'
import { trainVoiceJudges } from './voice-judges'
import { disposeVoices, labVoices } from './voices'

/** How long a probe may learn. */
const PROBE_EPOCHS = { full: 100, quick: 25 } as const

/** What every experiment of conversion begins with: voices, judges who are judged, the swap without learning; then `run`. */
export async function onVoices(
  lab: Lab,
  run: (trial: Trial, swapJoint: number) => Promise<void>,
): Promise<void> {
  const voices = await labVoices(lab)
  const judges = await trainVoiceJudges(lab, voices)
  const pairs = allPairs(voices)
  const trial: Trial = { voices, judges, pairs, epochs: PROBE_EPOCHS[lab.quick ? 'quick' : 'full'] }
  try {
    await run(trial, await reportSwap(lab, trial))
  } finally {
    disposeVoices(voices)
    tf.dispose([pairs.x, pairs.from, pairs.to])
    judges.speaker.dispose()
    judges.content.dispose()
  }
}
