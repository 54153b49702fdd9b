/** How far the largest number is ahead of the second; of one number, the number itself. */
export function lead(values: readonly number[]): number {
  const [first = 0, second = 0] = [...values].sort((a, b) => b - a)
  return first - second
}
