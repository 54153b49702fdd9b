import type { HostArray } from '../kernels/host-kernel'
import type { MapForces } from '../kernels/tsne-forces'

/** The symmetric P of a t-SNE, and the forces it exerts on a map. */
export interface Attraction {
  /** `Σ p·log p`. */
  readonly negativeEntropy: number
  /** Forces on a map [2, n]; with cost, if it is wanted. */
  forces(map: HostArray, cost: boolean): Promise<MapForces>
  /** Frees its tensors. */
  dispose(): void
}

/** Called now and then while P is made; throws if it is no longer wanted. */
export type Checkpoint = () => void
