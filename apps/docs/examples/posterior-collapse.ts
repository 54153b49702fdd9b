import { activeUnits, collapseGuard, evaluate, fit, mlp, VAE } from '@ae/core'
import { syntheticDigits } from '@ae/datasets'
import { useWasm } from '@ae/wasm'

await useWasm()

const { train, test } = syntheticDigits({ seed: 1, train: 2000, test: 500 })
for await (const x of test.images.batch(500)) {
  for (const guarded of [false, true]) {
    // #region use
    const vae = new VAE({
      inputShape: [28, 28, 1],
      latentDim: 20,
      seed: 1,
      encoder: mlp({ hiddenUnits: [200] }),
      decoder: mlp({ hiddenUnits: [200, 200, 200], activation: 'sigmoid' }), // hardly lets a new code through
    })
    const guard = collapseGuard({ rows: x, warmUpEpochs: 12 })
    const history = await fit(vae, train.images, {
      epochs: 30,
      batchSize: 32,
      callbacks: guarded ? [guard] : [],
    })
    for (const { message } of history.diagnostics) console.log(message)
    // #endregion use
    const code = vae.encode(x)
    console.log('guarded', guarded, 'active units', await activeUnits(code))
    console.log(await evaluate(vae, test.images.batch(500)))
    code.dispose()
    vae.dispose()
  }
}
