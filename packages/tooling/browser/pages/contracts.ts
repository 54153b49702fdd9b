import {
  Autoencoder,
  adam,
  conv2dDecoder,
  conv2dEncoder,
  createRng,
  DenoisingAutoencoder,
  mlp,
  repairTfjs,
  VAE,
} from '@ae/core'
import { type ContractCase, latentModelContract } from '@ae/core/testing'
import * as tf from '@tensorflow/tfjs'
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm'
import '@tensorflow/tfjs-backend-webgpu'
import '@ae/wasm/register'
import { offerSuite } from './suite'

// The model contracts of @ae/core on the tfjs backend that the address names: contracts.html?backend=webgl

const backend = new URLSearchParams(location.search).get('backend') ?? 'cpu'

await offerSuite(async () => {
  setWasmPaths('/wasm/')
  if (!(await tf.setBackend(backend))) throw new Error(`tfjs could not start its backend '${backend}'.`)
  await tf.ready()
  if (tf.getBackend() !== backend) throw new Error(`Expected '${backend}'. Received: '${tf.getBackend()}'.`)
  repairTfjs()
  return contracts().flatMap(([model, cases]) =>
    cases.map(({ name, run }) => ({ name: `${model} on ${backend}: ${name}`, run })),
  )
})

/** Small and short: a graphics card in software takes milliseconds for every operation. */
function contracts(): readonly (readonly [string, readonly ContractCase[]])[] {
  const networks = { encoder: mlp({ hiddenUnits: [8] }), decoder: mlp({ hiddenUnits: [8] }) }
  const images = { inputShape: [8, 8, 1], latentDim: 3 }
  const training = {
    batch: () => createRng(1).uniform([8, 8, 8, 1]),
    optimizer: adam({ learningRate: 0.02 }),
    steps: 40,
    fallsTo: 0.99,
    leakSteps: 30,
  }
  return [
    [
      'Autoencoder',
      latentModelContract({
        Model: Autoencoder,
        create: (seed) => new Autoencoder({ ...images, ...networks, seed }),
        ...training,
      }),
    ],
    [
      'Autoencoder of convolutions',
      latentModelContract({
        Model: Autoencoder,
        create: (seed) =>
          new Autoencoder({
            ...images,
            encoder: conv2dEncoder({ filters: [3] }),
            decoder: conv2dDecoder({ filters: [3] }),
            seed,
          }),
        ...training,
      }),
    ],
    [
      'DenoisingAutoencoder',
      latentModelContract({
        Model: DenoisingAutoencoder,
        create: (seed) =>
          new DenoisingAutoencoder({
            ...images,
            ...networks,
            corruption: { kind: 'masking', probability: 0.25 },
            seed,
          }),
        ...training,
      }),
    ],
    [
      'VAE',
      latentModelContract({
        Model: VAE,
        create: (seed) => new VAE({ ...images, ...networks, seed }),
        ...training,
      }),
    ],
  ]
}
