import { adam, Classifier, ConditionalVAE, fit, fromTensors, mlp } from '@ae/core'
import { syntheticDigits } from '@ae/datasets'
import { useWasm } from '@ae/wasm'
import * as tf from '@tensorflow/tfjs'

await useWasm()

// #region use
const { train } = syntheticDigits({ seed: 1, train: 2000, test: 500 })
const optimizer = adam({ learningRate: 3e-3 })
const networks = { encoder: mlp({ hiddenUnits: [128] }), decoder: mlp({ hiddenUnits: [128] }) }
const model = new ConditionalVAE({ inputShape: [28, 28, 1], latentDim: 6, classes: 10, ...networks })

for await (const x of train.images.batch(2000)) {
  const label = tf.tensor1d(train.labels, 'int32')
  await fit(model, fromTensors({ x, label }), { epochs: 10, batchSize: 64, optimizer })

  const sevens = model.sample(tf.fill([16], 7)) // [16, 28, 28, 1]
  const code = model.encode(x.slice(0, 1), label.slice(0, 1)) // how the first is written, not which digit it is
  const rewritten = model.decode(code.tile([10, 1]), tf.range(0, 10)) // all ten digits, in its hand
  // #endregion use
  console.log(sevens.shape, rewritten.shape)
  const judge = new Classifier({ inputShape: [28, 28, 1], classes: 10, network: mlp({ hiddenUnits: [64] }) })
  await fit(judge, fromTensors({ x, label }), { epochs: 10, batchSize: 64 })
  const asked = tf.tensor1d(
    Int32Array.from({ length: 500 }, (_, i) => i % 10),
    'int32',
  )
  for (const latentDim of [6, 20]) {
    const other = new ConditionalVAE({ inputShape: [28, 28, 1], latentDim, classes: 10, ...networks })
    await fit(other, fromTensors({ x, label }), { epochs: 10, batchSize: 64, optimizer })
    const drawn = fromTensors({ x: other.sample(asked), label: asked })
    const hits = await judge.hits(drawn.batch(500))
    console.log(latentDim, 'numbers: as asked', hits.reduce((sum, hit) => sum + hit, 0) / 500)
    other.dispose()
  }
}
model.dispose()
