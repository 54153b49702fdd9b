import type * as tf from '@tensorflow/tfjs'

/** All values of named tensors as text that differs if one bit of one value does. */
export async function fingerprint(tensors: Readonly<Record<string, tf.Tensor>>): Promise<string> {
  const parts = await Promise.all(
    Object.entries(tensors).map(async ([name, tensor]) => {
      const values = await tensor.data()
      const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength)
      return `${name} [${tensor.shape.join()}] ${bytes.join()}`
    }),
  )
  return parts.join('\n')
}

/** Whether every value is finite, and whether one is not zero. */
export async function finiteAndNonZero(tensor: tf.Tensor): Promise<{ finite: boolean; nonZero: boolean }> {
  const values = [...(await tensor.data())]
  return { finite: values.every(Number.isFinite), nonZero: values.some((value) => value !== 0) }
}
