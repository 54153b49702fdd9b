import { adamW, cosine, createRng, fit, fromTensor } from '@ae/core'
import { syntheticSentences } from '@ae/datasets'
import { MaskedLM, SPECIAL_TOKENS, tokenRows, Vocabulary } from '@ae/text'
import { useWasm } from '@ae/wasm'

await useWasm()

const { train, test } = syntheticSentences({ seed: 1, train: 1500, test: 200 })
// #region use
const vocabulary = Vocabulary.of(train.map(({ tokens }) => tokens))
const rowsOf = (sentences: typeof train) =>
  tokenRows(
    sentences.map(({ tokens }) => vocabulary.encode(tokens).slice(0, 24)),
    { length: 24 },
  ) // int32 [N, 24]
const rows = rowsOf(train)

const model = new MaskedLM({ vocabularySize: vocabulary.size, length: 24, width: 64 })
await fit(model, fromTensor(rows), {
  epochs: 10,
  batchSize: 32,
  optimizer: adamW({ learningRate: cosine({ from: 3e-3 }), weightDecay: 0.01, clipNorm: 1 }),
})

const { nll, accuracy } = model.score(rowsOf(test), { rng: createRng(1) })
console.log('perplexity', Math.exp((await nll.data())[0] ?? Number.NaN), 'accuracy', await accuracy.data())

const sentence = vocabulary.encode(test[0]?.tokens ?? [])
sentence[1] = SPECIAL_TOKENS.mask
const filled = await model.fill(tokenRows([sentence])).data()
console.log(vocabulary.decode(sentence).join(' '), '→', vocabulary.decode([...filled]).join(' '))

const known = model.encode(rows) // [1500, 24, 64], what is known of each word where it stands
// #endregion use
known.dispose()
model.dispose()
