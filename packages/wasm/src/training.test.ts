import { adam, conv2dDecoder, conv2dEncoder, createRng, gruDecoder, gruEncoder, mlp, VAE } from '@ae/core'
import { latentModelContract } from '@ae/core/testing'
import { beforeAll, describe, test } from 'vitest'
import { useWasm } from './use-wasm'

beforeAll(async () => {
  await useWasm()
})

describe.each([
  ['dense', [12], { encoder: mlp({ hiddenUnits: [8] }), decoder: mlp({ hiddenUnits: [8] }) }],
  [
    'convolutional',
    [7, 9, 2],
    { encoder: conv2dEncoder({ filters: [3, 4] }), decoder: conv2dDecoder({ filters: [4, 3] }) },
  ],
  ['recurrent', [6, 3], { encoder: gruEncoder({ units: [5] }), decoder: gruDecoder({ units: [5] }) }],
] as const)('a %s VAE', (_, inputShape, networks) => {
  const contract = latentModelContract({
    Model: VAE,
    create: (seed) => new VAE({ inputShape: [...inputShape], latentDim: 2, ...networks, seed }),
    batch: () => createRng(1).uniform([8, ...inputShape]),
    optimizer: adam({ learningRate: 0.02 }),
    steps: 80,
    fallsTo: 0.99,
  })
  test.each(contract)('$name', ({ run }) => run())
})
