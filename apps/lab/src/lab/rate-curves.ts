/** How good images are at a size; means over all. */
export interface RatePoint {
  /** Bits a pixel, of files. */
  readonly bpp: number
  /** Peak signal to noise of the bytes, in dB. */
  readonly psnr: number
}

/** From small files to large ones. */
export type RateCurve = readonly RatePoint[]

/** PSNR at a rate, between points in a straight line over the logarithm of the rate; NaN beyond them. */
export function psnrAt(curve: RateCurve, bpp: number): number {
  return between(
    curve,
    Math.log(bpp),
    ({ bpp: rate }) => Math.log(rate),
    ({ psnr }) => psnr,
  )
}

/** Means of PSNR differences over a stretch of rates, in dB. */
export function gainOver(ours: RateCurve, theirs: RateCurve, rates: readonly number[]): number {
  return rates.reduce((sum, bpp) => sum + psnrAt(ours, bpp) - psnrAt(theirs, bpp), 0) / rates.length
}

/** Bjøntegaard's rate: how much longer files are at equal PSNR, as a share; below 0 where ours are shorter. */
export function bdRate(ours: RateCurve, theirs: RateCurve): number {
  const low = Math.max(...[ours, theirs].map((curve) => Math.min(...curve.map(({ psnr }) => psnr))))
  const high = Math.min(...[ours, theirs].map((curve) => Math.max(...curve.map(({ psnr }) => psnr))))
  const parts = 40
  let sum = 0
  for (let i = 0; i <= parts; i++) {
    const psnr = low + ((high - low) * i) / parts
    const [a, b] = [ours, theirs].map((curve) =>
      between(
        curve,
        psnr,
        (point) => point.psnr,
        ({ bpp }) => Math.log(bpp),
      ),
    )
    sum += ((a ?? Number.NaN) - (b ?? Number.NaN)) / (parts + 1)
  }
  return high > low ? Math.exp(sum) - 1 : Number.NaN
}

function between(
  curve: RateCurve,
  at: number,
  x: (point: RatePoint) => number,
  y: (point: RatePoint) => number,
): number {
  for (const [i, right] of curve.entries()) {
    const left = curve[i - 1]
    if (left === undefined || x(left) > at + 1e-9 || x(right) < at - 1e-9) continue
    return y(left) + ((y(right) - y(left)) * (at - x(left))) / (x(right) - x(left))
  }
  return Number.NaN
}
