import { PRECISION, WHOLE } from './code-table'
import { type Coder, LANES, LEAST, type Stream, type Target } from './coder'
import { integerOf } from './coins'
import { FINDER_BITS, type Tables } from './tables'

const WITHIN = WHOLE - 1
const REST = PRECISION - FINDER_BITS

/** The coder in plain TypeScript: where there is no WebAssembly, and what the other is compared with. */
export const plainCoder: Coder = { encode, decode }

function encode(stream: Stream, events: Int32Array, { shares, starts }: Tables): void {
  const { bytes, states } = stream
  let { at } = stream
  for (let i = events.length - 1; i >= 0; i--) {
    const event = events[i] as number
    const share = shares[event] as number
    let state = states[i % LANES] as number
    // Of a share of all this is 2³¹, beyond every state.
    const most = share * (1 << (31 - PRECISION))
    while (state >= most) {
      bytes[--at] = state
      state >>>= 8
    }
    const whole = (state / share) | 0
    states[i % LANES] = (whole << PRECISION) + (state - Math.imul(whole, share)) + (starts[event] as number)
  }
  stream.at = at
}

function decode(stream: Stream, target: Target): boolean {
  for (let i = run(stream, target, 0); i < target.symbols.length; i = run(stream, target, i + 1)) {
    const value = integerOf(() => toss(stream))
    if (value === undefined) return false
    target.symbols[i] = value
  }
  return true
}

/** Decodes from `from` on; the index of the first symbol that is written out in coins, or the end. */
function run(stream: Stream, { symbols, tableOf, tables, finder }: Target, from: number): number {
  const { bytes, states } = stream
  const { begins, lowest, shares, starts } = tables
  let { at, turn } = stream
  let i = from
  for (; i < symbols.length; i++) {
    const t = tableOf[i] as number
    const lane = turn++ % LANES
    let state = states[lane] as number
    const place = state & WITHIN
    let event = finder[(t << FINDER_BITS) | (place >> REST)] as number
    while ((starts[event] as number) + (shares[event] as number) <= place) event++
    state = Math.imul(shares[event] as number, state >>> PRECISION) + place - (starts[event] as number)
    // Beyond the end there is nothing, which counts as zeros; the end is compared when all is done.
    while (state < LEAST) state = (state << 8) | (bytes[at++] as number)
    states[lane] = state
    if (event + 1 === begins[t + 1]) break
    symbols[i] = event - (begins[t] as number) + (lowest[t] as number)
  }
  stream.at = at
  stream.turn = turn
  return i
}

function toss(stream: Stream): number {
  const lane = stream.turn++ % LANES
  let state = stream.states[lane] ?? 0
  const side = (state & WITHIN) >> (PRECISION - 1)
  state = ((state >>> PRECISION) << (PRECISION - 1)) + (state & (WITHIN >> 1))
  while (state < LEAST) state = (state << 8) | (stream.bytes[stream.at++] ?? 0)
  stream.states[lane] = state
  return side
}
