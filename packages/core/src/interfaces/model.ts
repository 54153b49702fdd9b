import type * as tf from '@tensorflow/tfjs'
import type { NetworkTopology } from './network'
import type { Trainable } from './phase'

/** Something whose resources are freed by hand; using it afterwards throws AeError `state`. */
export interface Disposable {
  /** Frees what this object owns. A second call does nothing. */
  dispose(): void
}

/** Something `save` can write and `load` can read back. */
export interface Saveable {
  /** Kebab-case tag, never the class name (minifiers rename classes): `vae`. */
  readonly kind: string
  /** The resolved configuration, frozen. Networks in it are replaced by their topologies when saved. */
  readonly config: object
  /** Every weight under a stable name: `encoder/0-dense/kernel`. */
  weights(): Readonly<Record<string, tf.Variable>>
  /** The networks by name (`encoder`, `decoder`), so that a checkpoint can be opened without user code. */
  topologies(): Readonly<Record<string, NetworkTopology>>
}

/**
 * A model with a code: what `reconstruct`, `interpolate`, `traverse`, `save` work on.
 *
 * `X` is what it reads, `Z` its code; both batch first.
 */
export interface LatentModel<B = tf.Tensor, X = tf.Tensor, Z = tf.Tensor>
  extends Trainable<B>,
    Saveable,
    Disposable {
  /** Deterministic: posterior mean, nearest code, best tree. Borrows `x`; the result is the caller's. */
  encode(x: X): Z
  /** Borrows `z`; the result, in data space, is the caller's. */
  decode(z: Z): X
}
