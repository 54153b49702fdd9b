import type { Losses } from '@ae/core'

/** Images side by side, ready to be painted. */
export interface ImageStrip {
  /** What they are. */
  readonly caption: string
  /** Of the strip, in pixels. */
  readonly width: number
  /** Of the strip, in pixels. */
  readonly height: number
  /** RGBA, row by row. */
  readonly pixels: Uint8ClampedArray<ArrayBuffer>
}

/** What the page tells a training worker. A `run` is what lies between two resets. */
export type Command<S> =
  | { readonly type: 'start'; readonly run: number; readonly settings: S }
  | { readonly type: 'stop' }
  | { readonly type: 'reset' }

/** Where a training stands. */
export interface Progress {
  /** Tag. */
  readonly type: 'progress'
  /** The backend of tfjs that trains. */
  readonly backend: string
  /** Steps done. */
  readonly step: number
  /** Steps when training ends. */
  readonly totalSteps: number
  /** Images a second. */
  readonly samplesPerSecond: number
  /** Losses since the last report, one entry a step: `total` and the terms. */
  readonly losses: readonly { readonly step: number; readonly values: Losses }[]
}

/** What a training worker tells the page. */
export type News =
  | Progress
  | { readonly type: 'images'; readonly strips: readonly ImageStrip[] }
  | { readonly type: 'stopped' }
  | { readonly type: 'ended' }
  | { readonly type: 'failed'; readonly message: string }

/** News with the run they come from: those of an earlier run may arrive after a reset. */
export interface Report {
  /** Of the `start` that began it. */
  readonly run: number
  /** What happened. */
  readonly news: News
}
