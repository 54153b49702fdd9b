import type { Tables } from './tables'

/** Coders that take turns, so that a processor works on two symbols at a time. Code that swaps two states counts on there being two. */
export const LANES = 2
/** The least a coder's state may be between two symbols; it is below 2³¹. */
export const LEAST: number = 1 << 23
/** Bytes of a coder's state at the head of a stream. */
export const STATE_BYTES = 4

/** A stream on its way. */
export interface Stream {
  /** All of it. */
  readonly bytes: Uint8Array
  /** The byte that comes next; backwards while it is made. Beyond the end where the stream was too short. */
  at: number
  /** Of the lanes. */
  readonly states: Int32Array
  /** Decoded events so far: whose turn it is. */
  turn: number
}

/** Where decoded symbols go, and by which tables they come. */
export interface Target {
  /** All of them. */
  readonly symbols: Int32Array
  /** The table of each. */
  readonly tableOf: Uint16Array
  /** The tables. */
  readonly tables: Tables
  /** What `layFinder` makes of the tables. */
  readonly finder: Int32Array
}

/** The loops that take the time. All forms do the same to the bit. */
export interface Coder {
  /** Puts events into the stream, the last first; each is the number of its share. */
  encode(stream: Stream, events: Int32Array, tables: Tables): void
  /** Takes all symbols of the target out of the stream; false where one is longer than 32 bits. */
  decode(stream: Stream, target: Target): boolean
}
