import * as tf from '@tensorflow/tfjs'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { fromTensor } from '../data/from-tensor'
import type { Phase, Trainable } from '../interfaces/phase'
import { adam } from './adam'
import { sgd } from './sgd'
import { train } from './train'
import type { TrainEvent } from './train-event'
import type { TrainOptions } from './train-options'

/** Fits y = w·x to y = 2x; its noise term makes it depend on the random stream too. */
interface Line extends Trainable<tf.Tensor> {
  readonly weight: tf.Variable
  dispose(): void
}

function line(noise = 0, more: Partial<Phase<tf.Tensor>> = {}): Line {
  const weight = tf.tidy(() => tf.variable(tf.scalar(0)))
  const phase: Phase<tf.Tensor> = {
    name: 'line',
    variables: [weight],
    objective(x, ctx) {
      const jitter = ctx.rng.normal(x.shape).mul(noise)
      const error = x.mul(weight).sub(x.mul(2).add(jitter)).square().mean().asScalar()
      return { total: error, terms: { error } }
    },
    ...more,
  }
  return { phases: [phase], weight, dispose: () => weight.dispose() }
}

async function events<B>(model: Trainable<B>, data: Parameters<typeof train<B>>[1], options: TrainOptions) {
  const all: TrainEvent[] = []
  for await (const event of train(model, data, options)) all.push(event)
  return all
}

const value = (line: Line): number => line.weight.dataSync()[0] ?? Number.NaN

let rows: tf.Tensor
beforeEach(() => {
  rows = tf.tensor2d([[1], [2], [3], [4], [5]])
})
afterEach(() => rows.dispose())

describe('a training', () => {
  test('finds the minimum and reports every step and epoch in order', async () => {
    const model = line()
    const all = await events(model, fromTensor(rows).batch(2), {
      epochs: 40,
      optimizer: adam({ learningRate: 0.1 }),
    })
    expect(value(model)).toBeCloseTo(2, 2)
    const steps = all.filter((event) => event.type === 'step')
    expect(steps.map(({ step }) => step)).toEqual(Array.from({ length: 120 }, (_, i) => i + 1))
    expect(steps.slice(0, 3).map((event) => event.rows)).toEqual([2, 2, 1])
    expect(all.filter((event) => event.type === 'epoch')).toHaveLength(40)
    model.dispose()
  })

  test('reports the mean over rows, not over batches', async () => {
    const model = line()
    const [epoch] = (
      await events(model, fromTensor(rows).batch(2), { epochs: 1, optimizer: sgd({ learningRate: 0 }) })
    ).filter((event) => event.type === 'epoch')
    // With w = 0 the error of a row is (2x)², so the mean is 4·(1+4+9+16+25)/5.
    expect(epoch?.losses).toEqual({ total: 44, error: 44 })
    model.dispose()
  })

  test('gives the same weights for the same seed and others for another', async () => {
    const run = async (seed: number): Promise<number> => {
      const model = line(1)
      await events(model, fromTensor(rows).batch(2), { epochs: 3, seed })
      const weight = value(model)
      model.dispose()
      return weight
    }
    expect(await run(1)).toBe(await run(1))
    expect(await run(1)).not.toBe(await run(2))
  })

  test('adds up several batches to what one large batch gives', async () => {
    const parts = line()
    const whole = line()
    await events(parts, fromTensor(rows).batch(2), { epochs: 2, accumulate: 3, optimizer: sgd() })
    await events(whole, fromTensor(rows).batch(5), { epochs: 2, optimizer: sgd() })
    expect(value(parts)).toBeCloseTo(value(whole), 6)
    parts.dispose()
    whole.dispose()
  })

  test('leaks nothing: not in 1,000 steps, not when left early, not when the objective throws', async () => {
    const model = line(1)
    const before = tf.memory().numTensors
    await events(model, fromTensor(rows).batch(2), { steps: 500, averageWeights: 0.9 })
    await events(model, fromTensor(rows).batch(2), {
      steps: 500,
      accumulate: 2,
      optimizer: sgd({ momentum: 0.9 }),
    })
    for await (const event of train(model, fromTensor(rows).batch(2), { readEvery: 3 })) {
      if (event.type === 'step' && event.step > 3) break
    }
    let calls = 0
    const bad = line(0, {
      objective() {
        if (++calls > 4) throw new Error('no loss today')
        const total = model.weight.mul(tf.scalar(2)).asScalar()
        return { total, terms: { total } }
      },
      variables: [model.weight],
    })
    await expect(events(bad, fromTensor(rows).batch(2), {})).rejects.toThrow('no loss today')
    bad.dispose()
    expect(tf.memory().numTensors).toBe(before)
    model.dispose()
  })

  test('goes on from its state as if it had never stopped, bit for bit', async () => {
    for (const stop of [1, 4, 6, 11]) {
      const options = {
        epochs: 5,
        seed: 7,
        averageWeights: 0.8,
        readEvery: 1,
        optimizer: adam({ learningRate: 0.05 }),
      }
      const unbroken = line(1)
      const whole = await events(unbroken, fromTensor(rows).batch(2), options)
      const broken = line(1)
      const training = train(broken, fromTensor(rows).batch(2), options)
      while (training.step < stop) await training.next()
      const state = await training.state()
      const weight = value(broken)
      await training.return()
      const resumed = line(1)
      resumed.weight.assign(tf.scalar(weight))
      const json: unknown = JSON.parse(JSON.stringify(state.json))
      const rest = await events(resumed, fromTensor(rows).batch(2), {
        ...options,
        resume: { ...state, json },
      })
      expect(value(resumed)).toBe(value(unbroken))
      const epochs = (all: TrainEvent[]) =>
        all.filter((event) => event.type === 'epoch').map(({ losses }) => losses)
      expect(epochs(rest)).toEqual(epochs(whole).slice(-epochs(rest).length))
      for (const model of [unbroken, broken, resumed]) model.dispose()
    }
  })

  test('refuses a state that belongs to another training, and changes nothing', async () => {
    const model = line()
    const training = train(model, fromTensor(rows).batch(2), { epochs: 2 })
    await training.next()
    const state = await training.state()
    await training.return()
    const before = [value(model), tf.memory().numTensors]
    const resume = (options: TrainOptions) =>
      events(model, fromTensor(rows).batch(2), { resume: state, ...options })
    await expect(resume({ epochs: 2, seed: 9 })).rejects.toThrowErrorMatchingInlineSnapshot(`
      [AeError: resume: expected seed 9. Received: 0.
        Hint: resume with the same seed, data, batch size and accumulation that the checkpoint was written with.]
    `)
    await expect(resume({ steps: 1 })).rejects.toThrowErrorMatchingInlineSnapshot(`
      [AeError: resume: expected at most 1 steps. Received: 3.
        Hint: the checkpoint was written later than this training ends; raise \`epochs\` or \`steps\`.]
    `)
    await expect(
      resume({ epochs: 2, optimizer: adam({ amsgrad: true }) }),
    ).rejects.toThrowErrorMatchingInlineSnapshot(`
      [AeError: resume: expected optimizer state '0/largest' with 1 numbers. Received: none.
        Hint: resume with the same model and the same optimizer that the checkpoint was written with.]
    `)
    expect([value(model), tf.memory().numTensors]).toEqual(before)
    model.dispose()
  })

  test('stops after the step in progress when it is aborted', async () => {
    const model = line()
    const controller = new AbortController()
    let steps = 0
    for await (const event of train(model, fromTensor(rows), {
      epochs: 100,
      readEvery: 1,
      signal: controller.signal,
    })) {
      if (event.type === 'step') steps = event.step
      if (steps === 7) controller.abort()
    }
    expect(steps).toBe(7)
    model.dispose()
  })

  test('lets timers run while it computes', async () => {
    const model = line()
    let ticks = 0
    const timer = setInterval(() => ticks++, 1)
    const slow = line(0, {
      variables: [model.weight],
      objective(x) {
        const until = performance.now() + 20
        while (performance.now() < until);
        const total = x.mul(model.weight).mean().asScalar()
        return { total, terms: {} }
      },
    })
    await events(slow, fromTensor(rows), { steps: 20 })
    clearInterval(timer)
    expect(ticks).toBeGreaterThan(2)
    model.dispose()
    slow.dispose()
  })

  test('says which number was not finite', async () => {
    const model = line(0)
    model.weight.assign(tf.scalar(Number.POSITIVE_INFINITY))
    const found = (await events(model, fromTensor(rows).batch(5), { steps: 1 })).find(
      ({ type }) => type === 'diagnostic',
    )
    expect(found).toMatchObject({ diagnostic: { kind: 'nonFinite' } })
    model.dispose()
  })
})

describe('phases', () => {
  /** Two players on one variable each; each notes when it steps. */
  function players() {
    const a = tf.variable(tf.scalar(1))
    const b = tf.variable(tf.scalar(1))
    const order: string[] = []
    const phase = (name: string, mine: tf.Variable): Phase<tf.Tensor> => ({
      name,
      variables: [mine],
      objective(_, ctx) {
        order.push(`${name}${ctx.step}/${ctx.totalSteps}`)
        const total = a.mul(b).asScalar()
        return { total, terms: { product: total } }
      },
    })
    return { a, b, order, phases: [phase('a', a), phase('b', b)] as const }
  }

  test('take turns as the stages say, each counting its own steps', async () => {
    const game = players()
    const model: Trainable<tf.Tensor> = {
      phases: game.phases,
      stages: [
        { turns: { a: 2 }, until: { steps: 3 } },
        { turns: { b: 2, a: 1 }, until: { epochs: 1 } },
      ],
    }
    await events(model, fromTensor(rows), {})
    expect(game.order).toEqual(
      ['a0/5', 'a1/5', 'a2/5', 'b0/3', 'b1/3', 'a3/5', 'b2/3', 'a4/5'].map(() => expect.any(String)),
    )
    expect(game.order.map((turn) => turn[0]).join('')).toBe('aaabbabb')
    expect(game.order.at(-1)).toBe('b3/4')
    tf.dispose([game.a, game.b])
  })

  test('move their own variables only, and report under their own names', async () => {
    const game = players()
    const model: Trainable<tf.Tensor> = {
      phases: game.phases,
      stages: [{ turns: { a: 1 }, until: { steps: 4 } }],
    }
    const before = game.b.dataSync()[0]
    const all = await events(model, fromTensor(rows).batch(5), {})
    expect(game.b.dataSync()[0]).toBe(before)
    expect(game.a.dataSync()[0]).not.toBe(1)
    const epoch = all.find((event) => event.type === 'epoch')
    expect(Object.keys(epoch?.losses ?? {})).toEqual(['a.total', 'a.product'])
    tf.dispose([game.a, game.b])
  })

  test('may give their own gradients, and get what they put aside back after the step', async () => {
    const weight = tf.variable(tf.tensor1d([1, 1]))
    const seen: number[][] = []
    const model: Trainable<tf.Tensor> = {
      phases: [
        {
          name: 'contrast',
          variables: [weight],
          optimizer: sgd({ learningRate: 0.5 }),
          objective: () => ({ total: tf.scalar(0), terms: {} }),
          gradients: () => ({
            gradients: { [weight.name]: tf.tensor1d([1, 2]) },
            terms: { error: tf.scalar(3) },
            aux: { note: tf.tensor1d([7]) },
          }),
          afterStep: ({ note }) => {
            seen.push([...(note?.dataSync() ?? [])], [...weight.dataSync()])
          },
        },
      ],
    }
    const before = tf.memory().numTensors
    const [step] = await events(model, fromTensor(rows).batch(5), { steps: 1 })
    expect(seen).toEqual([[7], [0.5, 0]])
    expect(step).toMatchObject({ terms: { error: 3 } })
    expect(tf.memory().numTensors).toBe(before)
    weight.dispose()
  })

  test('with groups move each at its own rate', async () => {
    const a = tf.variable(tf.scalar(1))
    const b = tf.variable(tf.scalar(1))
    const model: Trainable<tf.Tensor> = {
      phases: [
        {
          name: 'both',
          variables: [a, b],
          groups: { slow: [a], fast: [b] },
          optimizer: { slow: sgd({ learningRate: 0 }), fast: sgd({ learningRate: 0.25 }) },
          objective: () => ({ total: a.add(b).asScalar(), terms: {} }),
        },
      ],
    }
    await events(model, fromTensor(rows).batch(5), { steps: 1 })
    expect([a.dataSync()[0], b.dataSync()[0]]).toEqual([1, 0.75])
    tf.dispose([a, b])
  })

  test('that cannot work are refused before anything is allocated', () => {
    const game = players()
    const before = tf.memory().numTensors
    const data = fromTensor(rows)
    const [a, b] = game.phases
    expect(() => train({ phases: [a, { ...b, name: 'a' }] }, data)).toThrowErrorMatchingInlineSnapshot(
      `[AeError: train: phases must have different names. Received: ['a', 'a'].]`,
    )
    expect(() =>
      train({ phases: [a], stages: [{ turns: { c: 1 }, until: { steps: 1 } }] }, data),
    ).toThrowErrorMatchingInlineSnapshot(`
      [AeError: train: stages must name phases of the model. Received: 'c'.
        Hint: the phases are 'a'.]
    `)
    expect(() => train({ phases: [a] }, data, { epochs: 1, steps: 1 })).toThrowErrorMatchingInlineSnapshot(
      `[AeError: train: give \`epochs\` or \`steps\`, not both.]`,
    )
    expect(() =>
      train({ phases: [a] }, data, { optimizer: adam({ beta1: 1 }) }),
    ).toThrowErrorMatchingInlineSnapshot(
      `[AeError: adam: \`beta1\` must be a number ≥ 0 and < 1. Received: 1.]`,
    )
    expect(tf.memory().numTensors).toBe(before)
    tf.dispose([game.a, game.b])
  })

  test('whose loss does not reach a variable say so', async () => {
    const weight = tf.variable(tf.scalar(1))
    const phase: Phase<tf.Tensor> = {
      name: 'adrift',
      variables: [weight],
      objective: (x) => ({ total: x.mean().asScalar(), terms: {} }),
    }
    await expect(
      events({ phases: [phase] }, fromTensor(rows), {}),
    ).rejects.toThrowErrorMatchingInlineSnapshot(`
      [AeError: adrift: the objective must depend on at least one of the phase's variables.
        Hint: a rounding, sampling or argmax step in between has no gradient: pass it with straightThrough().]
    `)
    weight.dispose()
  })
})
