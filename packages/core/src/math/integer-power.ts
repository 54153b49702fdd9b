/**
 * `base` to a whole power ≥ 0, by repeated squaring: the same bits in every engine, unlike `Math.pow`.
 */
export function integerPower(base: number, power: number): number {
  let result = 1
  let square = base
  for (let rest = power; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) result *= square
    square *= square
  }
  return result
}
