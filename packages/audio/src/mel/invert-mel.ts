import type { MelBand } from './mel-filter-bank'

/** Sweeps over all bins, and the share of a frame that may remain unexplained. */
const [MOST_SWEEPS, CLOSE] = [200, 1e-4]

/**
 * The non-negative spectrum whose mel bands come closest, in squares, to those of one frame. Many do equally well: this
 * one is sought from a smooth one, bin by bin, each step being the best for its bin.
 *
 * @param bands   triangles of the bank
 * @param mels    the frame's bands. Borrowed
 * @param spectrum where the magnitudes go; 0 in bins that no band covers. Shape: `[bins]`
 * @see Franc, Hlaváč & Navara 2005, Sequential coordinate-wise algorithm for the non-negative least squares problem
 */
export function invertMel(bands: readonly MelBand[], mels: Float64Array, spectrum: Float64Array): void {
  const squares = new Float64Array(spectrum.length)
  const sums = new Float64Array(spectrum.length)
  spectrum.fill(0)
  for (const [mel, { begin, weights }] of bands.entries()) {
    const density = (mels[mel] ?? 0) / weights.reduce((sum, weight) => sum + weight, 0)
    for (const [i, weight] of weights.entries()) {
      spectrum[begin + i] = (spectrum[begin + i] ?? 0) + weight * density
      sums[begin + i] = (sums[begin + i] ?? 0) + weight
      squares[begin + i] = (squares[begin + i] ?? 0) + weight * weight
    }
  }
  for (let bin = 0; bin < spectrum.length; bin++) {
    if ((sums[bin] ?? 0) > 0) spectrum[bin] = (spectrum[bin] ?? 0) / (sums[bin] ?? 1)
  }
  const rest = Float64Array.from(bands, ({ begin, weights }, mel) =>
    weights.reduce((left, weight, i) => left - weight * (spectrum[begin + i] ?? 0), mels[mel] ?? 0),
  )
  const enough = CLOSE * CLOSE * squared(mels)
  for (let sweep = 0; sweep < MOST_SWEEPS && squared(rest) > enough; sweep++) {
    // Bands overlap only with their neighbours: those that cover a bin begin at or after the first that still reaches it.
    let low = 0
    for (let bin = 0; bin < spectrum.length; bin++) {
      if ((squares[bin] ?? 0) === 0) continue
      while (endOf(bands[low]) <= bin) low++
      let slope = 0
      for (let mel = low; mel < bands.length && (bands[mel]?.begin ?? 0) <= bin; mel++) {
        slope += weightAt(bands[mel], bin) * (rest[mel] ?? 0)
      }
      const old = spectrum[bin] ?? 0
      const value = Math.max(0, old + slope / (squares[bin] ?? 1))
      spectrum[bin] = value
      for (let mel = low; mel < bands.length && (bands[mel]?.begin ?? 0) <= bin; mel++) {
        rest[mel] = (rest[mel] ?? 0) - weightAt(bands[mel], bin) * (value - old)
      }
    }
  }
}

const squared = (values: Float64Array): number => values.reduce((sum, value) => sum + value * value, 0)

function endOf(band: MelBand | undefined): number {
  return band === undefined ? Number.POSITIVE_INFINITY : band.begin + band.weights.length
}

function weightAt(band: MelBand | undefined, bin: number): number {
  return band?.weights[bin - band.begin] ?? 0
}
