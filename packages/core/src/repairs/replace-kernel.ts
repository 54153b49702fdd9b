import * as tf from '@tensorflow/tfjs'

/** What a replaced kernel is called with: the engine always hands tensors in. */
export interface KernelCallArguments {
  /** Inputs by name. */
  readonly inputs: Readonly<Record<string, tf.Tensor>>
  /** Numbers and flags by name; what they are depends on the kernel. */
  readonly attrs: Readonly<Record<string, unknown>>
  /** Runs what was registered before, with some inputs or attributes replaced. */
  original(changes?: {
    readonly inputs?: Readonly<Record<string, tf.Tensor>>
    readonly attrs?: Readonly<Record<string, unknown>>
  }): tf.Tensor
}

/**
 * Puts a kernel in the place of a missing or wrong one, keeping the old one's set-up, which its function still needs.
 *
 * `kernel` may use any tfjs operation: the engine records nothing inside a kernel, and temporaries are tidied.
 */
export function replaceKernel(
  kernelName: string,
  backendName: string,
  kernel: (args: KernelCallArguments) => tf.Tensor,
): void {
  const old = tf.getKernel(kernelName, backendName)
  // tfjs warns on the console about a kernel registered twice.
  if (old !== undefined) tf.unregisterKernel(kernelName, backendName)
  const setup = old?.setupFunc
  tf.registerKernel({
    kernelName,
    backendName,
    ...(setup === undefined ? {} : { setupFunc: setup }),
    kernelFunc: ({ inputs, attrs, backend }) =>
      tf.tidy(() =>
        kernel({
          // The engine's own types say TensorInfo and NamedAttrMap; what it passes are tensors and plain values.
          inputs: inputs as Readonly<Record<string, tf.Tensor>>,
          attrs: (attrs ?? {}) as Readonly<Record<string, unknown>>,
          original(changes = {}) {
            const changed = {
              inputs: { ...inputs, ...changes.inputs },
              attrs: { ...attrs, ...changes.attrs },
            }
            const info = old?.kernelFunc({ ...changed, attrs: changed.attrs as tf.NamedAttrMap, backend })
            return tf.engine().makeTensorFromTensorInfo(info as tf.TensorInfo)
          },
        }),
      ),
  })
}
