import * as tf from '@tensorflow/tfjs'
import { expect, test } from 'vitest'
import type { NetworkRequest } from '../interfaces/network'
import { asNetwork } from '../networks/as-network'
import { mlp } from '../networks/mlp'
import { createRng } from '../rng/rng'
import { AdversarialAutoencoder } from './adversarial-autoencoder'
import { VampVAE } from './vamp-vae'

const small = mlp({ hiddenUnits: [] })
/** Gives two numbers, whatever was asked for; its kernel and bias stay its own. */
const unfit = (request: NetworkRequest) => small({ ...request, outputShape: [2] })

test('when one network does not fit, those built here are freed and those given are not', async () => {
  const encoder = asNetwork(small, {
    subject: 'test',
    inputShape: [6],
    outputShape: [3],
    rng: createRng(1),
  })
  const before = tf.memory().numTensors
  const given = { inputShape: [6], latentDim: 3, encoder, decoder: small, discriminator: unfit }
  expect(() => new AdversarialAutoencoder(given)).toThrow(
    'AdversarialAutoencoder.discriminator: the network gives [2]. Expected: [1].',
  )
  expect(tf.memory().numTensors - before).toBe(2)
  const x = tf.ones([1, 6])
  const code = encoder.apply(x, { training: false, rng: createRng(0), step: 0, totalSteps: 0 })
  expect(code.shape).toEqual([1, 3])
  tf.dispose([x, code])
  encoder.dispose()
})

test('weights beside networks go with those that were built', () => {
  const before = tf.memory().numTensors
  expect(() => new VampVAE({ inputShape: [6], latentDim: 3, encoder: small, decoder: unfit })).toThrow(
    'VampVAE.decoder: the network gives [2]. Expected: [6].',
  )
  expect(tf.memory().numTensors - before).toBe(2)
})
