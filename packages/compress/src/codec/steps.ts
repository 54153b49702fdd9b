/** Steps of rounding are 2^(i/16) of the finest. */
const PER_OCTAVE = 16
/** 2^(i/16) in 4096ths: written out, for powers may differ in the last bit from machine to machine. */
const MANTISSAS = [
  4096, 4277, 4467, 4664, 4871, 5087, 5312, 5547, 5793, 6049, 6317, 6597, 6889, 7194, 7512, 7845,
] as const
const MANTISSA_BITS = 12
/** Number of steps: nine octaves, from half a grey value on. */
export const STEPS: number = 9 * PER_OCTAVE + 1
/** Bits behind the point of {@link stepOf}. */
export const STEP_BITS = 6

/** The step of rounding, in 64ths of a grey value: 32 · 2^(step / 16), rounded. */
export function stepOf(step: number): number {
  const mantissa = MANTISSAS[step % PER_OCTAVE] ?? 0
  return Math.floor(
    (mantissa * 2 ** Math.floor(step / PER_OCTAVE)) / 2 ** (MANTISSA_BITS - STEP_BITS + 1) + 0.5,
  )
}

/** The step of a quality, 0 … 100: 100 is the finest. */
export function stepOfQuality(quality: number): number {
  return Math.round(((100 - quality) / 100) * (STEPS - 1))
}

/** The step of each coefficient, in grey values. */
export function stepsOf(gains: Float64Array, step: number): Float64Array {
  const size = stepOf(step) / 2 ** STEP_BITS
  return gains.map((gain) => gain * size)
}
