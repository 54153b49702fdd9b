// The loops of the coder: src/coder/encode-events.ts and src/coder/decode-run.ts say what they do, and are their oracle.
// Addresses are of 32-bit integers unless said. A stream is: next byte's address, whose turn, the states of both lanes.

const PRECISION: u32 = 16
const WITHIN: u32 = 0xffff
const LEAST: u32 = 1 << 23
const FINDER_BITS: u32 = 12
const REST: u32 = PRECISION - FINDER_BITS
const MOST_TAIL_BITS: u32 = 32

/** Puts events into bytes that end where the stream stands, backwards. The number of events is even, or all come at once. */
export function encode(stream: usize, events: usize, count: u32, shares: usize, starts: usize): void {
  let at = <usize>load<u32>(stream)
  const odd = (count - 1) & 1
  // The lane whose turn it is, and the other; they change places after each event.
  let mine = load<u32>(stream + 8 + (odd << 2))
  let other = load<u32>(stream + 8 + ((odd ^ 1) << 2))
  for (let i = count; i > 0; i--) {
    const event = <usize>load<u32>(events + (<usize>(i - 1) << 2)) << 2
    const share = load<u32>(shares + event)
    const most = share << (31 - PRECISION)
    // A share of all is beyond every state: 2³¹, which an unsigned integer holds.
    while (mine >= most) {
      store<u8>(--at, <u8>mine)
      mine >>= 8
    }
    const whole = mine / share
    const next = (whole << PRECISION) + (mine - whole * share) + load<u32>(starts + event)
    mine = other
    other = next
  }
  // Event 0 was the first lane's, which is the other one now.
  store<u32>(stream, <u32>at)
  store<u32>(stream + 8, other)
  store<u32>(stream + 12, mine)
}

let at: usize = 0
let mine: u32 = 0
let other: u32 = 0

/** Decodes symbols; 0, or 1 where one is longer than 32 bits. `tableOf` is of 16-bit integers. */
export function decode(
  stream: usize,
  symbols: usize,
  tableOf: usize,
  count: u32,
  begins: usize,
  lowest: usize,
  shares: usize,
  starts: usize,
  finder: usize,
): u32 {
  at = load<u32>(stream)
  let turn = load<u32>(stream + 4)
  mine = load<u32>(stream + 8 + ((turn & 1) << 2))
  other = load<u32>(stream + 8 + (((turn & 1) ^ 1) << 2))
  let bad: u32 = 0
  for (let i: u32 = 0; i < count; i++) {
    const t = <u32>load<u16>(tableOf + (<usize>i << 1))
    const place = mine & WITHIN
    let event = load<u32>(finder + (<usize>((t << FINDER_BITS) | (place >> REST)) << 2))
    let start = load<u32>(starts + (<usize>event << 2))
    let share = load<u32>(shares + (<usize>event << 2))
    while (start + share <= place) {
      event++
      start += share
      share = load<u32>(shares + (<usize>event << 2))
    }
    take(start, share)
    turn++
    const begin = begins + (<usize>t << 2)
    if (event + 1 != load<u32>(begin + 4)) {
      store<u32>(symbols + (<usize>i << 2), event - load<u32>(begin) + load<u32>(lowest + (<usize>t << 2)))
      continue
    }
    let bits: u32 = 0
    while (toss() == 0) {
      turn++
      if (++bits > MOST_TAIL_BITS) {
        bad = 1
        break
      }
    }
    if (bad) break
    turn++
    let code: u64 = 1
    for (let bit: u32 = 0; bit < bits; bit++) code = (code << 1) | toss()
    turn += bits
    store<u32>(symbols + (<usize>i << 2), code & 1 ? <u32>((code - 1) >> 1) : <u32>-(<i64>(code >> 1)))
  }
  store<u32>(stream, <u32>at)
  store<u32>(stream + 4, turn)
  store<u32>(stream + 8 + ((turn & 1) << 2), mine)
  store<u32>(stream + 8 + (((turn & 1) ^ 1) << 2), other)
  return bad
}

// @ts-expect-error: a decorator of AssemblyScript.
@inline
function take(start: u32, share: u32): void {
  let next = share * (mine >> PRECISION) + (mine & WITHIN) - start
  while (next < LEAST) next = (next << 8) | <u32>load<u8>(at++)
  mine = other
  other = next
}

function toss(): u32 {
  const side = (mine & WITHIN) >> (PRECISION - 1)
  take(side << (PRECISION - 1), 1 << (PRECISION - 1))
  return side
}
