/** Fourier transforms of one even power-of-two length, with their tables and room to work in. */
export interface RealFourier {
  /** Where {@link RealFourier.forward} reads and {@link RealFourier.inverse} writes. Length: the transform's. */
  readonly signal: Float64Array
  /** Real parts of the bins 0 … length/2. */
  readonly real: Float64Array
  /** Imaginary parts; those of the first and the last bin are 0. */
  readonly imaginary: Float64Array
  /** `X_k = Σ x_n e^(−2πikn/N)`, from `signal` to `real` and `imaginary`. */
  forward(): void
  /** The inverse, the division by N included. It takes the imaginary parts of the first and the last bin as 0. */
  inverse(): void
}

/**
 * A real Fourier transform of `length`, a power of two from 4 on, through a complex one of half of it.
 *
 * In float64 and plain TypeScript: frames of sound are short, and a tensor for each would cost more than its transform.
 *
 * @see Press et al. 2007, Numerical Recipes, 3rd edition, §§12.2–12.3
 */
export function realFourier(length: number): RealFourier {
  const half = length / 2
  const signal = new Float64Array(length)
  const real = new Float64Array(half + 1)
  const imaginary = new Float64Array(half + 1)
  const [re, im] = [new Float64Array(half), new Float64Array(half)]
  const cosines = Float64Array.from({ length: half + 1 }, (_, k) => Math.cos((2 * Math.PI * k) / length))
  const sines = Float64Array.from({ length: half + 1 }, (_, k) => -Math.sin((2 * Math.PI * k) / length))
  const order = bitReversal(half)

  // X = E + w·O, where E and O are the spectra of even and odd samples, both within the half-length spectrum Z.
  // No pairs in these loops: taking arrays apart costs more than the arithmetic.
  const forward = (): void => {
    for (let n = 0; n < half; n++) {
      const from = 2 * (order[n] ?? 0)
      re[n] = signal[from] ?? 0
      im[n] = signal[from + 1] ?? 0
    }
    butterflies(re, im, cosines, sines)
    for (let k = 0; k <= half; k++) {
      const a = k === half ? 0 : k
      const b = k === 0 ? 0 : half - k
      const zr = re[a] ?? 0
      const zi = im[a] ?? 0
      const yr = re[b] ?? 0
      const yi = im[b] ?? 0
      const c = cosines[k] ?? 0
      const s = sines[k] ?? 0
      const or = (zi + yi) / 2
      const oi = (yr - zr) / 2
      real[k] = (zr + yr) / 2 + c * or - s * oi
      imaginary[k] = (zi - yi) / 2 + c * oi + s * or
    }
  }

  // Backwards: Z = E + iO. The conjugate goes through the forward transform, and its result is conjugated.
  const inverse = (): void => {
    imaginary[0] = 0
    imaginary[half] = 0
    for (let n = 0; n < half; n++) {
      const k = order[n] ?? 0
      const xr = real[k] ?? 0
      const xi = imaginary[k] ?? 0
      const yr = real[half - k] ?? 0
      const yi = -(imaginary[half - k] ?? 0)
      const dr = xr - yr
      const di = xi - yi
      const c = cosines[k] ?? 0
      const s = -(sines[k] ?? 0)
      const or = c * dr - s * di
      const oi = c * di + s * dr
      re[n] = (xr + yr - oi) / length
      im[n] = -(xi + yi + or) / length
    }
    butterflies(re, im, cosines, sines)
    for (let n = 0; n < half; n++) {
      signal[2 * n] = re[n] ?? 0
      signal[2 * n + 1] = -(im[n] ?? 0)
    }
  }
  return { signal, real, imaginary, forward, inverse }
}

function bitReversal(length: number): Uint32Array {
  const order = new Uint32Array(length)
  for (let n = 1; n < length; n++) {
    order[n] = ((order[n >>> 1] ?? 0) >>> 1) | (n % 2 === 1 ? length / 2 : 0)
  }
  return order
}

/** Radix 2, in place, on values in bit-reversed order; the tables are those of twice the length. */
function butterflies(re: Float64Array, im: Float64Array, cosines: Float64Array, sines: Float64Array): void {
  const length = re.length
  for (let span = 1; span < length; span *= 2) {
    const step = length / span
    for (let k = 0; k < span; k++) {
      const c = cosines[k * step] ?? 0
      const s = sines[k * step] ?? 0
      for (let a = k; a < length; a += 2 * span) {
        const b = a + span
        const br = re[b] ?? 0
        const bi = im[b] ?? 0
        const tr = br * c - bi * s
        const ti = br * s + bi * c
        const ar = re[a] ?? 0
        const ai = im[a] ?? 0
        re[b] = ar - tr
        im[b] = ai - ti
        re[a] = ar + tr
        im[a] = ai + ti
      }
    }
  }
}
