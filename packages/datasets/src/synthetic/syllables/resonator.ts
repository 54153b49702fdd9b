/**
 * A formant: a second-order filter with one peak, whose gain at 0 Hz is 1.
 *
 * `y[n] = A·x[n] + B·y[n−1] + C·y[n−2]`
 *
 * @see Klatt 1980, Software for a Cascade/Parallel Formant Synthesizer, eq. 2
 */
export class Resonator {
  #a = 1
  #b = 0
  #c = 0
  #last = 0
  #before = 0

  /** Moves the peak to `frequency` with the −3 dB width `bandwidth`; all in Hz. */
  tune(frequency: number, bandwidth: number, sampleRate: number): void {
    const radius = Math.exp((-Math.PI * bandwidth) / sampleRate)
    this.#c = -radius * radius
    this.#b = 2 * radius * Math.cos((2 * Math.PI * frequency) / sampleRate)
    this.#a = 1 - this.#b - this.#c
  }

  /** The next output. */
  next(input: number): number {
    const output = this.#a * input + this.#b * this.#last + this.#c * this.#before
    this.#before = this.#last
    this.#last = output
    return output
  }
}
