import { codecStreams } from './codec-streams'
import { randomStreams } from './random-streams'

declare global {
  /** The streams as this browser draws them. */
  var streams: Readonly<Record<string, readonly number[]>> | undefined
}

globalThis.streams = { ...randomStreams(), ...(await codecStreams()) }
