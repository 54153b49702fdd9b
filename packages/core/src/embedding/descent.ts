import type { MapForces } from '../kernels/tsne-forces'

/** What a step of {@link Descent} is made of. */
export interface DescentStep {
  /** η */
  readonly learningRate: number
  /** Share of the last step that is taken again. */
  readonly momentum: number
  /** What attraction is multiplied by. */
  readonly exaggeration: number
}

/** How a coordinate's own rate grows while it goes on, shrinks when it turns, and its least value (Jacobs 1988). */
const GAIN_MORE = 0.2
const GAIN_LESS = 0.8
const LEAST_GAIN = 0.01

/** Gradient descent of a map's points, with momentum and a gain for each coordinate; in float64. */
export class Descent {
  /** All x, then all y, around 0. */
  readonly points: Float64Array
  readonly #velocity: Float64Array
  readonly #gains: Float64Array

  /** @param start [2, n]; taken over */
  constructor(start: Float64Array) {
    this.points = start
    this.#velocity = new Float64Array(start.length)
    this.#gains = new Float64Array(start.length).fill(1)
    this.#centre()
  }

  /** One step along `−4 (exaggeration · pull − push / Z)`. */
  step(forces: MapForces, { learningRate, momentum, exaggeration }: DescentStep): void {
    const size = this.points.length
    const total = totalMass(forces)
    for (let k = 0; k < size; k++) {
      const gradient = 4 * (exaggeration * (forces[k] ?? 0) - (forces[size + k] ?? 0) / total)
      const velocity = this.#velocity[k] ?? 0
      const gain = this.#gains[k] ?? 1
      const next = gradient * velocity < 0 ? gain + GAIN_MORE : Math.max(LEAST_GAIN, gain * GAIN_LESS)
      this.#gains[k] = next
      this.#velocity[k] = momentum * velocity - learningRate * next * gradient
      this.points[k] = (this.points[k] ?? 0) + (this.#velocity[k] ?? 0)
    }
    this.#centre()
  }

  /** Forgets velocities and gains: what they were learnt from no longer holds. */
  restart(): void {
    this.#velocity.fill(0)
    this.#gains.fill(1)
  }

  #centre(): void {
    const n = this.points.length / 2
    for (const start of [0, n]) {
      const axis = this.points.subarray(start, start + n)
      const mean = axis.reduce((sum, value) => sum + value, 0) / n
      for (let i = 0; i < n; i++) axis[i] = (axis[i] ?? 0) - mean
    }
  }
}

/** Z, the sum of all masses. */
export function totalMass(forces: MapForces): number {
  const n = forces.length / 6
  let total = 0
  for (let i = 4 * n; i < 5 * n; i++) total += forces[i] ?? 0
  return total
}

/** The sum of all costs. */
export function totalCost(forces: MapForces): number {
  const n = forces.length / 6
  let total = 0
  for (let i = 5 * n; i < 6 * n; i++) total += forces[i] ?? 0
  return total
}
