import {
  adam,
  asNetwork,
  createRng,
  fromTensors,
  load,
  type NetworkBuilder,
  type NetworkLike,
  type StepContext,
  save,
  softmaxCrossEntropy,
  train,
} from '@ae/core'
import { directionalDerivatives } from '@ae/core/testing'
import * as tf from '@tensorflow/tfjs'
import { expect, test } from 'vitest'
import { disentanglerCases } from '../../fixtures/disentangler-cases'
import { FEATURES, FRAMES, tinyVoices } from '../../fixtures/tiny-voices'
import type { VoiceBatch } from '../../voice-batch'
import { AdversarialDisentangler, type AdversarialDisentanglerConfig } from '.'
import { uniformCrossEntropy } from './loss'

const tiny = {
  inputShape: [FRAMES, FEATURES],
  speakers: 3,
  contentChannels: 4,
  channels: 6,
  bankKernels: 2,
  bankChannels: 4,
  strides: [2],
} as const

const cases = disentanglerCases<tf.Tensor, AdversarialDisentangler>({
  Model: AdversarialDisentangler,
  // Every phase within the few steps of a case: the second stage, too.
  create: (seed) =>
    new AdversarialDisentangler({
      ...tiny,
      schedule: { autoencoder: 1, classifier: 1, confusion: 1 },
      classifierSteps: 1,
      residual: { steps: 2, criticSteps: 2 },
      seed,
    }),
  input: ({ x }) => x,
  target: () => tf.tensor1d([2], 'int32'),
  optimizer: adam({ learningRate: 1e-2 }),
})
test.each(cases)('$name', ({ run }) => run(), 120_000)

/** Objective and terms of a phase on a batch, as numbers. */
function valuesOf(
  model: AdversarialDisentangler,
  phase: string,
  batch: VoiceBatch,
  progress: { readonly step: number; readonly totalSteps: number },
): Readonly<Record<string, number>> {
  const values: Record<string, number> = {}
  tf.tidy(() => {
    const found = model.phases.find(({ name }) => name === phase)
    const objective = found?.objective(batch, { training: true, rng: createRng(1), ...progress })
    for (const [name, scalar] of Object.entries({ total: objective?.total, ...objective?.terms })) {
      values[name] = scalar?.dataSync()[0] ?? Number.NaN
    }
  })
  return values
}

test('each phase moves its own networks and no other', () => {
  const movedBy = (options: Partial<AdversarialDisentanglerConfig>): Record<string, readonly string[]> => {
    const model = new AdversarialDisentangler({ ...tiny, ...options })
    const moved = model.phases.map(({ name, variables }) => {
      const names = Object.entries(model.weights()).filter(([, weight]) => variables.includes(weight))
      return [name, [...new Set(names.map(([weight]) => weight.split('/')[0] ?? ''))]] as const
    })
    model.dispose()
    return Object.fromEntries(moved)
  }
  expect(movedBy({ residual: {} })).toEqual({
    autoencoder: ['contentEncoder', 'decoder'],
    classifier: ['classifier'],
    confusion: ['contentEncoder', 'decoder'],
    critic: ['critic'],
    generator: ['generator'],
  })
  expect(movedBy({ adversary: 'gradient-reversal' })).toEqual({
    autoencoder: ['contentEncoder', 'decoder'],
    classifier: ['classifier'],
    confusion: ['contentEncoder', 'decoder', 'classifier'],
  })
})

test('networks that a phase does not move are not told that they learn: their means must not move, either', () => {
  const heard = new Set<string>()
  const listening = (name: string, given: unknown): NetworkBuilder => {
    return (request) => {
      const network = asNetwork(given as NetworkLike, request)
      return new Proxy(network, {
        get(target, key) {
          if (key === 'apply')
            return (x: tf.Tensor, ctx: StepContext) => {
              if (ctx.training) heard.add(name)
              return target.apply(x, ctx)
            }
          const value: unknown = Reflect.get(target, key)
          return typeof value === 'function' ? value.bind(target) : value
        },
      })
    }
  }
  const own = denseNetworks()
  const model = new AdversarialDisentangler({
    ...tiny,
    contentEncoder: listening('contentEncoder', own.contentEncoder),
    decoder: listening('decoder', own.decoder),
    classifier: listening('classifier', own.classifier),
    residual: {},
  })
  const { x, speaker } = tinyVoices(5, 1)
  const told = model.phases.map(({ name }) => {
    heard.clear()
    valuesOf(model, name, { x, speaker }, { step: 1, totalSteps: 10 })
    return [name, [...heard].sort()]
  })
  expect(Object.fromEntries(told)).toEqual({
    autoencoder: ['contentEncoder', 'decoder'],
    classifier: ['classifier'],
    confusion: ['contentEncoder', 'decoder'],
    critic: [],
    generator: [],
  })
  model.dispose()
  tf.dispose([x, speaker])
})

test('training follows the schedule and ends with it', async () => {
  const model = new AdversarialDisentangler({
    ...tiny,
    ...denseNetworks(),
    schedule: { autoencoder: 3, classifier: 2, confusion: 2 },
    classifierSteps: 2,
    residual: { steps: 1, criticSteps: 2 },
  })
  const { x, speaker } = tinyVoices(12, 1)
  const turns: string[] = []
  for await (const event of train(model, fromTensors({ x, speaker }).batch(6))) {
    if (event.type === 'step') turns.push(event.phase.slice(0, 2))
  }
  expect(turns.join(' ')).toBe('au au au cl cl cl cl co cl cl co cr cr ge')
  const joint = new AdversarialDisentangler({ ...tiny, adversary: 'gradient-reversal', classifierSteps: 1 })
  expect(joint.stages[2]?.turns).toEqual({ confusion: 1 })
  joint.dispose()
  model.dispose()
  tf.dispose([x, speaker])
}, 120_000)

test('the weight of the adversary rises in a straight line, and the parts add up with it', () => {
  const { x, speaker } = tinyVoices(5, 2)
  const rising = (adversary: 'confuse' | 'uniform', step: number, totalSteps = 100) => {
    const model = new AdversarialDisentangler({ ...tiny, adversary, adversaryWeight: 0.5, ramp: 0.4 })
    const {
      total = 0,
      reconstruction = 0,
      speaker: crossEntropy = 0,
    } = valuesOf(model, 'confusion', { x, speaker }, { step, totalSteps })
    const code = model.content(x)
    const bounded = tf.tidy(() => uniformCrossEntropy(model.suspects(code)).dataSync()[0] ?? 0)
    model.dispose()
    code.dispose()
    return { added: total - reconstruction, crossEntropy, bounded }
  }
  for (const [step, weight] of [
    [0, 0],
    [20, 0.25],
    [40, 0.5],
    [99, 0.5],
  ] as const) {
    const confused = rising('confuse', step)
    expect(confused.added).toBeCloseTo(-weight * confused.crossEntropy, 5)
    const uniform = rising('uniform', step)
    expect(uniform.added).toBeCloseTo(weight * uniform.bounded, 5)
  }
  const outside = rising('confuse', 0, 0)
  expect(outside.added).toBeCloseTo(-0.5 * outside.crossEntropy, 5)
  tf.dispose([x, speaker])
})

test('gradient reversal teaches the classifier and turns its lesson round for the encoder', () => {
  const { x, speaker } = tinyVoices(6, 3)
  const slopes = (adversary: 'confuse' | 'gradient-reversal') => {
    const model = new AdversarialDisentangler({
      ...tiny,
      adversary,
      adversaryWeight: 2,
      classifierDropout: 0,
    })
    const phase = model.phases[2]
    const values = tf.tidy(() => {
      const ctx = { training: true, rng: createRng(1), step: 0, totalSteps: 0 }
      const weights = model.weights()
      const [encoder, judge] = [weights['contentEncoder/output/kernel'], weights['classifier/output/kernel']]
      const objective = (): tf.Scalar => phase?.objective({ x, speaker }, ctx).total ?? tf.scalar(0)
      const { grads } = tf.variableGrads(objective, [encoder, judge] as tf.Variable[])
      const code = model.content(x)
      const alone = tf.variableGrads(() => softmaxCrossEntropy(speaker, model.suspects(code)), [
        judge,
      ] as tf.Variable[])
      const read = (all: tf.NamedTensorMap, weight: tf.Variable | undefined): Float32Array =>
        Float32Array.from(all[weight?.name ?? '']?.dataSync() ?? [])
      return { encoder: read(grads, encoder), judge: read(grads, judge), alone: read(alone.grads, judge) }
    })
    model.dispose()
    return values
  }
  const [confused, reversed] = [slopes('confuse'), slopes('gradient-reversal')]
  // For the encoder both are the same; only with reversal does the classifier learn in this step, and at full weight.
  reversed.encoder.forEach((slope, i) => {
    expect(slope).toBeCloseTo(confused.encoder[i] ?? Number.NaN, 4)
  })
  reversed.judge.forEach((slope, i) => {
    expect(slope).toBeCloseTo(reversed.alone[i] ?? Number.NaN, 4)
  })
  tf.dispose([x, speaker])
})

test('what is bounded has its bound: the log of the number of speakers, where nothing is known', async () => {
  const [even, sure] = [tf.tensor2d([[1, 1, 1]]), tf.tensor2d([[9, 0, 0]])]
  const values = [even, sure].map((logits) => tf.tidy(() => uniformCrossEntropy(logits).dataSync()[0] ?? 0))
  expect(values[0]).toBeCloseTo(Math.log(3), 5)
  expect(values[1]).toBeCloseTo(Math.log(Math.exp(9) + 2) - 3, 5)
  expect((await directionalDerivatives((a = even) => uniformCrossEntropy(a), [sure])).error).toBeLessThan(
    2e-3,
  )
  expect(() => uniformCrossEntropy(tf.zeros([3]))).toThrowErrorMatchingInlineSnapshot(
    `[AeError: uniformCrossEntropy: expected logits [B, K]. Received: [3].]`,
  )
  tf.dispose([even, sure])
})

test('the slope of each part is that of differences', async () => {
  const model = new AdversarialDisentangler({ ...tiny, residual: {} })
  const { x, speaker } = tinyVoices(3, 2)
  const content = createRng(1).normal([3, 8, 4])
  // Normalised channels that hardly vary are steep, and rectifiers have corners: only small differences are near the slope.
  const code = await directionalDerivatives((a = x) => model.content(a), [x], 3, 1e-4)
  expect(code.error).toBeLessThan(1e-2)
  const made = await directionalDerivatives((a = content) => model.decode(a, speaker), [content], 3, 1e-4)
  expect(made.error).toBeLessThan(1e-2)
  tf.dispose([x, speaker, content])
  model.dispose()
})

test('training drops numbers of the classifier; what it is asked for drops none', () => {
  const { x, speaker } = tinyVoices(8, 4)
  const model = new AdversarialDisentangler({ ...tiny, classifierDropout: 0.5 })
  const code = model.content(x)
  const expected = tf.tidy(() => softmaxCrossEntropy(speaker, model.suspects(code)).dataSync()[0] ?? 0)
  const once = { step: 0, totalSteps: 10 }
  expect(valuesOf(model, 'confusion', { x, speaker }, once).speaker).toBeCloseTo(expected, 5)
  expect(
    Math.abs((valuesOf(model, 'classifier', { x, speaker }, once).speaker ?? 0) - expected),
  ).toBeGreaterThan(1e-3)
  tf.dispose([x, speaker, code])
  model.dispose()
})

test('networks of the user take part, and are saved with the model; mistakes leave nothing behind', async () => {
  const classifier = (): tf.LayersModel =>
    tf.sequential({
      layers: [tf.layers.flatten({ inputShape: [8, 4] }), tf.layers.dense({ units: 3 })],
    })
  const model = new AdversarialDisentangler({ ...tiny, classifier: classifier() })
  const { x, speaker } = tinyVoices(3, 1)
  const again = await load(AdversarialDisentangler, await save(model))
  const code = model.content(x)
  const [p, q] = [model, again].map((each) => each.suspects(code))
  expect(await q?.data()).toEqual(await p?.data())
  expect(Object.keys(model.topologies())).toEqual(['classifier'])
  tf.dispose([p, q, code].flatMap((t) => t ?? []))
  model.dispose()
  again.dispose()
  const given = classifier()
  const before = tf.memory().numTensors
  expect(
    () => new AdversarialDisentangler({ ...tiny, classifier: given, residual: {}, generator: given }),
  ).toThrow('AdversarialDisentangler.generator')
  expect(
    () => new AdversarialDisentangler({ ...tiny, generator: given }),
  ).toThrowErrorMatchingInlineSnapshot(`
      [AeError: AdversarialDisentangler: \`generator\` is of the second stage. Received: no \`residual\`.
        Hint: residual: {} asks for that stage.]
    `)
  expect(() => new AdversarialDisentangler({ ...tiny, speakers: 1 })).toThrowErrorMatchingInlineSnapshot(
    `[AeError: AdversarialDisentangler: \`speakers\` must be an integer ≥ 2. Received: 1.]`,
  )
  expect(() => new AdversarialDisentangler({ ...tiny, ramp: 0 })).toThrow('`ramp` must be a number')
  expect(() => new AdversarialDisentangler({ ...tiny, schedule: { confusion: 0 } })).toThrow('`confusion`')
  expect(() => new AdversarialDisentangler({ ...tiny, residual: { steps: 0 } })).toThrow('`steps`')
  expect(tf.memory().numTensors).toBe(before)
  // What was given is still the giver's.
  given.dispose()
  tf.dispose([x, speaker])
})

/** Dense networks, which are quick: a code of a vector, and logistic regression that listens. */
function dense(inputs: readonly [number, number], outputs: readonly number[]): tf.LayersModel {
  const units = outputs.reduce((product, side) => product * side, 1)
  return tf.sequential({
    layers: [
      tf.layers.flatten({ inputShape: [...inputs] }),
      tf.layers.dense({ units, kernelInitializer: tf.initializers.glorotUniform({ seed: units }) }),
      tf.layers.reshape({ targetShape: [...outputs] }),
    ],
  })
}

function denseNetworks(): Pick<AdversarialDisentanglerConfig, 'contentEncoder' | 'decoder' | 'classifier'> {
  return {
    contentEncoder: dense([FRAMES, FEATURES], [8, 4]),
    decoder: dense([8, 7], [FRAMES, FEATURES]),
    classifier: dense([8, 4], [3]),
  }
}
