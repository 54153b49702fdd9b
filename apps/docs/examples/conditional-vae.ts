import { ConditionalVAE, fit, fromTensors, mlp } from '@ae/core'
import { syntheticDigits } from '@ae/datasets'
import { useWasm } from '@ae/wasm'
import * as tf from '@tensorflow/tfjs'

await useWasm()

// #region use
const { train } = syntheticDigits({ seed: 1, train: 2000, test: 500 })
const model = new ConditionalVAE({
  inputShape: [28, 28, 1],
  latentDim: 20,
  classes: 10,
  encoder: mlp({ hiddenUnits: [128] }),
  decoder: mlp({ hiddenUnits: [128] }),
})
for await (const x of train.images.batch(2000)) {
  const label = tf.tensor1d(train.labels, 'int32')
  await fit(model, fromTensors({ x, label }), { epochs: 10 })

  const sevens = model.sample(tf.fill([16], 7)) // [16, 28, 28, 1]
  const code = model.encode(x.slice(0, 1), label.slice(0, 1)) // how the first is written, not which digit it is
  const rewritten = model.decode(code.tile([10, 1]), tf.range(0, 10)) // all ten digits, in its hand
  // #endregion use
  console.log(sevens.shape, rewritten.shape)
}
model.dispose()
