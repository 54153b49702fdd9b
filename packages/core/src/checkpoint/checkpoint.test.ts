import { readFileSync } from 'node:fs'
import * as tf from '@tensorflow/tfjs'
import { describe, expect, test } from 'vitest'
import { AeError } from '../errors/ae-error'
import { Autoencoder } from '../models/autoencoder'
import { inferenceContext } from '../models/live'
import { VAE } from '../models/vae'
import { conv2dDecoder, conv2dEncoder } from '../networks/conv2d'
import { mlp } from '../networks/mlp'
import { createRng } from '../rng/rng'
import { expectOnlyAeErrors } from '../testing/expect-only-ae-errors'
import { fit } from '../train/fit'
import { crc32 } from './crc32'
import { inspect } from './inspect'
import { load, loadNetwork } from './load'
import { restoreWeights } from './restore-weights'
import { decodeSafetensors, encodeSafetensors } from './safetensors'
import { save } from './save'

const small = { encoder: mlp({ hiddenUnits: [4] }), decoder: mlp({ hiddenUnits: [4] }) }
const create = (seed = 1): Autoencoder => new Autoencoder({ inputShape: [6], latentDim: 2, ...small, seed })
const fixture = (name: string): Uint8Array => readFileSync(new URL(`./fixtures/${name}`, import.meta.url))

async function created(seed = 1): Promise<Uint8Array> {
  const model = create(seed)
  const bytes = await save(model)
  model.dispose()
  return bytes
}

test('crc32 gives the published check value', () => {
  expect(crc32(new TextEncoder().encode('56789'), crc32(new TextEncoder().encode('1234')))).toBe(0xcbf43926)
})

describe('a checkpoint', () => {
  test('says what it holds', async () => {
    expect(inspect(await created())).toMatchInlineSnapshot(`
      {
        "config": {
          "inputShape": [
            6,
          ],
          "latentDim": 2,
          "output": "unit",
          "reconstruction": "sse",
          "seed": 1,
        },
        "kind": "autoencoder",
        "networks": [
          "encoder",
          "decoder",
        ],
        "parameters": 80,
        "resumable": false,
        "weights": {
          "decoder/0-dense/bias": [
            4,
          ],
          "decoder/0-dense/kernel": [
            2,
            4,
          ],
          "decoder/1-dense/bias": [
            6,
          ],
          "decoder/1-dense/kernel": [
            4,
            6,
          ],
          "encoder/0-dense/bias": [
            4,
          ],
          "encoder/0-dense/kernel": [
            6,
            4,
          ],
          "encoder/1-dense/bias": [
            2,
          ],
          "encoder/1-dense/kernel": [
            4,
            2,
          ],
        },
      }
    `)
  })

  test("gives its encoder alone, without the model's class", async () => {
    const model = new VAE({
      inputShape: [8, 8, 1],
      latentDim: 3,
      encoder: conv2dEncoder({ filters: [2, 3] }),
      decoder: conv2dDecoder({ filters: [3, 2] }),
    })
    const bytes = await save(model)
    const before = tf.memory().numTensors
    const encoder = await loadNetwork(bytes, 'encoder')
    const x = createRng(1).uniform([2, 8, 8, 1])
    const [whole, alone] = tf.tidy(() => [
      model.encode(x),
      encoder.apply(x, inferenceContext()).slice([0, 0], [2, 3]),
    ])
    expect(await alone?.data()).toEqual(await whole?.data())
    expect(encoder.outputShape).toEqual([6])
    tf.dispose([x, whole ?? [], alone ?? []])
    encoder.dispose()
    expect(tf.memory().numTensors).toBe(before)
    await expect(loadNetwork(bytes, 'critic')).rejects.toThrowErrorMatchingInlineSnapshot(
      `[AeError: loadNetwork: expected one of ['encoder', 'decoder']. Received: 'critic'.]`,
    )
    model.dispose()
  })

  test('of a configuration that JSON would change is refused, and nested functions are asked for again', async () => {
    const saveable = (config: object) => ({
      kind: 'test',
      config,
      weights: () => ({}),
      topologies: () => ({}),
    })
    await expect(
      save(saveable({ a: { b: new Float32Array(2) } })),
    ).rejects.toThrowErrorMatchingInlineSnapshot(`
      [AeError: save: \`a.b\` must be plain JSON or a function. Received: an object of Float32Array.
        Hint: keep numbers in plain lists, and tensors among the weights.]
    `)
    await expect(save(saveable({ a: [1, Number.NaN] }))).rejects.toThrowErrorMatchingInlineSnapshot(`
      [AeError: save: \`a.1\` must be plain JSON or a function. Received: NaN.
        Hint: keep numbers in plain lists, and tensors among the weights.]
    `)
    const nested = inspect(await save(saveable({ a: { b: () => 1 } })))
    expect(nested.config).toEqual({ a: { b: { $supply: 'function' } } })
  })

  test('of another kind or shape changes nothing', async () => {
    const vae = new VAE({ inputShape: [6], latentDim: 2, ...small })
    const other = new Autoencoder({ inputShape: [6], latentDim: 3, ...small })
    const values = async (): Promise<string> => String(await save(other))
    const before = await values()
    const count = tf.memory().numTensors
    const bytes = await created()
    expect(() => restoreWeights(vae, bytes)).toThrowErrorMatchingInlineSnapshot(
      `[AeError: restoreWeights: expected a checkpoint of kind 'vae'. Received: 'autoencoder'.]`,
    )
    expect(() => restoreWeights(other, bytes)).toThrowErrorMatchingInlineSnapshot(
      `[AeError: checkpoint: expected weight 'encoder/1-dense/kernel' of shape [4, 3]. Received: [4, 2].]`,
    )
    await expect(load(VAE, bytes)).rejects.toThrowErrorMatchingInlineSnapshot(`
      [AeError: load: expected a checkpoint of kind 'vae'. Received: 'autoencoder'.
        Hint: inspect(bytes).kind says which class reads it.]
    `)
    expect(tf.memory().numTensors).toBe(count)
    expect(await values()).toBe(before)
    vae.dispose()
    other.dispose()
  })

  test('that lies about its networks is refused before they are made', async () => {
    const bytes = await created()
    const text = new TextDecoder('latin1').decode(bytes)
    const before = tf.memory()
    for (const [honest, lie] of [
      ['\\"units\\":4', '\\"units\\":4e'],
      ['\\"units\\":4,', '\\"units\\":9,'],
      ['\\"latentDim\\":2', '\\"latentDim\\":9'],
      ['\\"inputShape\\":[6]', '\\"inputShape\\":[7]'],
      ['\\"class_name\\":\\"Dense\\"', '\\"class_name\\":\\"Dance\\"'],
    ] as const) {
      const forged = text.replace(honest, lie)
      expect(forged).not.toBe(text)
      const lying = Uint8Array.from(forged, (letter) => letter.charCodeAt(0))
      await expect(load(Autoencoder, lying, { verify: false })).rejects.toThrow(AeError)
    }
    expect(tf.memory().numTensors).toBe(before.numTensors)
  })

  test('is refused for any changed byte', async () => {
    const bytes = await created()
    const rng = createRng(1)
    for (let i = 0; i < bytes.length; i++) {
      const damaged = bytes.slice()
      damaged[i] = (damaged[i] ?? 0) ^ (1 + rng.integer(255))
      expect(() => inspect(damaged), `byte ${i}`).toThrow(AeError)
    }
  })

  test('damaged in 10,000 ways gives an AeError, and leaves nothing behind', async () => {
    const [a, b] = [await created(1), await created(2)]
    const before = tf.memory().numTensors
    const loadAndFree = async (bytes: Uint8Array): Promise<void> => (await load(Autoencoder, bytes)).dispose()
    const { refused } = await expectOnlyAeErrors(loadAndFree, [a, b], { count: 10_000 })
    expect(refused).toBeGreaterThan(9900)
    // Behind the checksum stand the checks that a forger meets.
    await expectOnlyAeErrors(
      async (bytes) => (await load(Autoencoder, bytes, { verify: false })).dispose(),
      [a, b],
      { count: 10_000 },
    )
    expect(tf.memory().numTensors).toBe(before)
  }, 60_000)

  test('goes on training as if it had never stopped', async () => {
    const x = createRng(1).uniform([20, 6])
    const options = { batchSize: 8, seed: 5 }
    const whole = create()
    await fit(whole, x, { ...options, epochs: 6 })
    const part = create()
    let state: Uint8Array | undefined
    await fit(part, x, {
      ...options,
      epochs: 6,
      callbacks: [
        {
          name: 'stop',
          async onEpoch({ epoch }, run) {
            if (epoch !== 3) return
            state = await save(part, { training: await run.state() })
            run.stop('test')
          },
        },
      ],
    })
    const resumed = create(99)
    await fit(resumed, x, { ...options, epochs: 6, resume: state ?? new Uint8Array() })
    // Their `config.seed` differs, for what was resumed must come from the checkpoint alone.
    expect(weightsIn(await save(resumed))).toEqual(weightsIn(await save(whole)))
    for (const thing of [whole, part, resumed, x]) thing.dispose()
  })
})

function weightsIn(bytes: Uint8Array): readonly string[] {
  return [...decodeSafetensors(bytes).tensors].map(([name, { bytes: data }]) => `${name}: ${data.join()}`)
}

describe('safetensors', () => {
  // fixtures/make.py writes python.safetensors, and checks that Python reads autoencoder.safetensors.
  test('written by Python are read: every floating type, any alignment', () => {
    const { metadata, tensors } = decodeSafetensors(fixture('python.safetensors'))
    expect([...metadata]).toEqual([['written by', 'python']])
    expect(
      [...tensors].map(([name, { dtype, shape }]) => `${name} ${dtype} [${shape.join()}]`).sort(),
    ).toMatchInlineSnapshot(`
      [
        "bytes U8 [3]",
        "double F64 [1]",
        "half F16 [2]",
        "integers I64 [2,1]",
        "scalar F32 []",
        "single F32 [1,3]",
      ]
    `)
  })

  test('of ours that Python read and wrote again with doubled weights are loaded without a checksum', async () => {
    const bytes = fixture('rewritten-by-python.safetensors')
    await expect(load(Autoencoder, bytes)).rejects.toThrowErrorMatchingInlineSnapshot(`
      [AeError: checkpoint: expected a checksum. Received: none.
        Hint: a file that another program wrote is read with \`{ verify: false }\`.]
    `)
    const doubled = await load(Autoencoder, bytes, { verify: false })
    const original = await load(Autoencoder, fixture('autoencoder.safetensors'))
    for (const [name, variable] of Object.entries(original.weights())) {
      const twice = (await variable.data()).map((value) => 2 * value)
      expect(await doubled.weights()[name]?.data()).toEqual(twice)
    }
    original.dispose()
    doubled.dispose()
  })

  test('keep every bit of every number', () => {
    const data = new Float32Array([0, -0, 1e-45, Number.NaN, Number.POSITIVE_INFINITY, 1 / 3])
    const { tensors } = decodeSafetensors(
      encodeSafetensors(
        { a: 'ü' },
        { 'x/y': { shape: [2, 3], data }, empty: { shape: [0, 4], data: new Float32Array() } },
      ),
    )
    expect(tensors.get('x/y')?.bytes).toEqual(new Uint8Array(data.buffer))
    expect(tensors.get('empty')?.shape).toEqual([0, 4])
  })

  test('with names that are integers keep their metadata first', () => {
    const bytes = encodeSafetensors({ a: 'b' }, { '0': { shape: [1], data: new Float32Array([7]) } })
    expect(new TextDecoder().decode(bytes.subarray(8, 24))).toBe('{"__metadata__":')
    expect(decodeSafetensors(bytes).tensors.get('0')?.shape).toEqual([1])
  })

  test.each([
    ['nothing', ''],
    ['a header longer than the file', '\xff\xff\xff\xff\0\0\0\0{}'],
    ['a header that is no JSON', '\x02\0\0\0\0\0\0\0{]'],
    [
      'a size that overflows',
      header('{"x":{"dtype":"F32","shape":[9007199254740991,9007199254740991],"data_offsets":[0,0]}}'),
    ],
    ['offsets beyond the data', header('{"x":{"dtype":"F32","shape":[4],"data_offsets":[0,16]}}')],
    [
      'overlapping tensors',
      `${header('{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"y":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}')}abcd`,
    ],
    ['bytes that belong to no tensor', `${header('{}')}abcd`],
    ['an unknown type', header('{"x":{"dtype":"Q7","shape":[0],"data_offsets":[0,0]}}')],
    ['metadata that are not text', header('{"__metadata__":{"a":1}}')],
  ])('%s is refused', (_, text) => {
    expect(() => decodeSafetensors(Uint8Array.from(text, (letter) => letter.charCodeAt(0)))).toThrow(AeError)
  })

  test('damaged in 10,000 ways give an AeError or what the bytes say', async () => {
    await expectOnlyAeErrors(decodeSafetensors, [fixture('python.safetensors'), await created()], {
      count: 10_000,
    })
  }, 60_000)
})

function header(json: string): string {
  return `${String.fromCharCode(json.length)}\0\0\0\0\0\0\0${json}`
}
