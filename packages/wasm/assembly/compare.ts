/** Comparisons in tfjs' order: greater, greater or equal, less, less or equal, equal, not equal. */
@inline
function compare4(op: i32, a: v128, b: v128): v128 {
  if (op == 0) return f32x4.gt(a, b)
  if (op == 1) return f32x4.ge(a, b)
  if (op == 2) return f32x4.lt(a, b)
  if (op == 3) return f32x4.le(a, b)
  if (op == 4) return f32x4.eq(a, b)
  return f32x4.ne(a, b)
}

@inline
function one(op: i32, a: f32, b: f32): u8 {
  if (op == 0) return a > b ? 1 : 0
  if (op == 1) return a >= b ? 1 : 0
  if (op == 2) return a < b ? 1 : 0
  if (op == 3) return a <= b ? 1 : 0
  if (op == 4) return a == b ? 1 : 0
  return a != b ? 1 : 0
}

@inline
function operand(p: usize, fixed: i32, o: usize): v128 {
  return fixed != 0 ? v128.load32_splat(p) : v128.load(p + o)
}

@inline
function run(op: i32, a: usize, fixedA: i32, b: usize, fixedB: i32, y: usize, count: i32): void {
  let i: i32 = 0
  for (; i + 16 <= count; i += 16) {
    const o = (<usize>i) << 2
    const first = compare4(op, operand(a, fixedA, o), operand(b, fixedB, o))
    const second = compare4(op, operand(a, fixedA, o + 16), operand(b, fixedB, o + 16))
    const third = compare4(op, operand(a, fixedA, o + 32), operand(b, fixedB, o + 32))
    const fourth = compare4(op, operand(a, fixedA, o + 48), operand(b, fixedB, o + 48))
    const low = i16x8.narrow_i32x4_s(first, second)
    const high = i16x8.narrow_i32x4_s(third, fourth)
    v128.store(y + i, v128.and(i8x16.narrow_i16x8_s(low, high), i8x16.splat(1)))
  }
  for (; i < count; i++) {
    const o = (<usize>i) << 2
    store<u8>(y + i, one(op, load<f32>(a + (fixedA != 0 ? 0 : o)), load<f32>(b + (fixedB != 0 ? 0 : o))))
  }
}

/** y = a ∘ b as bytes 0 and 1, where each operand walks along or (`fixed`) stays at one element. */
export function compare(op: i32, a: usize, fixedA: i32, b: usize, fixedB: i32, y: usize, count: i32): void {
  switch (op) {
    case 0: run(0, a, fixedA, b, fixedB, y, count); break
    case 1: run(1, a, fixedA, b, fixedB, y, count); break
    case 2: run(2, a, fixedA, b, fixedB, y, count); break
    case 3: run(3, a, fixedA, b, fixedB, y, count); break
    case 4: run(4, a, fixedA, b, fixedB, y, count); break
    case 5: run(5, a, fixedA, b, fixedB, y, count); break
  }
}
