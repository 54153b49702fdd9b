import { fit, normalizedMse, reconstruct } from '@ae/core'
import { syntheticDigits } from '@ae/datasets'
import { codebookDiagnostics, codeMapDecoder, codeMapEncoder, EmaQuantizer, tokenRows, VQVAE } from '@ae/vq'
import { useWasm } from '@ae/wasm'

await useWasm()

const { train, test } = syntheticDigits({ seed: 1, train: 2000, test: 500 })
const small = { channels: 32, blocks: 1, blockChannels: 16 }
// #region use
const model = new VQVAE({
  inputShape: [28, 28, 1],
  quantizer: new EmaQuantizer({ codebookSize: 64, codeDim: 16 }), // or any other
  dataVariance: 0.1,
  encoder: codeMapEncoder(small),
  decoder: codeMapDecoder(small),
})
const { diagnostics } = await fit(model, train.images, {
  epochs: 8,
  batchSize: 32,
  callbacks: [
    codebookDiagnostics({ onUsage: ({ epoch, usage }) => console.log(epoch, usage[0]?.perplexity) }),
  ],
})
for (const { message } of diagnostics) console.log(message)

for await (const x of test.images.batch(500)) {
  const copies = reconstruct(model, x)
  const tokens = await tokenRows(model.tokens(x)) // 500 rows of 49 integers
  // #endregion use
  console.log('NMSE', (await normalizedMse(x, copies).data())[0])
  console.log('codes used', new Set(tokens.flatMap((row) => [...row])).size)
}
model.dispose()
