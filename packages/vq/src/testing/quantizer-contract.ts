import { AeError, createRng, load, save, show } from '@ae/core'
import { type ContractCase, demand, errorOf, fingerprint } from '@ae/core/testing'
import * as tf from '@tensorflow/tfjs'
import { freezeQuantizer } from '../freeze-quantizer'
import type { Quantized, Quantizer } from '../quantizer'
import {
  context,
  disposeQuantized,
  distance,
  maskOf,
  PLACES,
  type QuantizerSubject,
  ROWS,
  STEPS,
  trainOn,
  vectorsFor,
} from './quantizer-trial'

/**
 * What every quantizer must keep: the same fields, exact look-up, nothing changed but in `afterStep`, padding that counts
 * nowhere, gradients that reach the encoder, counts of use, checkpoints, ownership.
 *
 * @example
 * const contract = quantizerContract({
 *   Class: EmaQuantizer,
 *   create: (seed) => new EmaQuantizer({ codebookSize: 8, codeDim: 4, seed }),
 * })
 * test.each(contract)('$name', ({ run }) => run())
 */
export function quantizerContract<Q extends Quantizer>(
  subject: QuantizerSubject<Q>,
): readonly ContractCase[] {
  const withTrained = (f: (quantizer: Q, z: tf.Tensor) => Promise<void>) => async (): Promise<void> => {
    const quantizer = subject.create(1)
    const z = vectorsFor(subject, quantizer, 0)
    try {
      trainOn(subject, quantizer, STEPS)
      await f(quantizer, z)
    } finally {
      quantizer.dispose()
      z.dispose()
    }
  }
  return [
    {
      name: 'codes have the shape of the vectors, indices that of their places; losses are finite scalars',
      run: withTrained(async (quantizer, z) => {
        const { codes, indices, total, terms, aux } = quantizer.quantize(z, context(0, { training: false }))
        const expected = [ROWS, PLACES, ...quantizer.indexShape]
        demand(
          show(codes.shape) === show(z.shape),
          `expected codes ${show(z.shape)}. Received: ${show(codes.shape)}.`,
        )
        demand(
          show(indices.shape) === show(expected) && indices.dtype === 'int32',
          `expected int32 indices ${show(expected)}. Received: ${indices.dtype} ${show(indices.shape)}.`,
        )
        const all = [z, codes, indices, total, ...Object.values(terms), ...Object.values(aux)]
        demand(new Set(all).size === all.length, 'expected no tensor twice: each is disposed by itself.')
        for (const [name, scalar] of Object.entries({ total, ...terms })) {
          demand(scalar.rank === 0, `expected a scalar '${name}'.`)
          demand((await scalar.data()).every(Number.isFinite), `expected a finite '${name}'.`)
        }
        const numbers = await indices.data()
        demand(
          numbers.every((index) => Number.isInteger(index) && index >= 0 && index < quantizer.codebookSize),
          `expected indices from 0 to ${quantizer.codebookSize - 1}.`,
        )
        demand(Object.isFrozen(quantizer.config), 'expected a frozen configuration.')
        disposeQuantized({ codes, indices, total, terms, aux })
      }),
    },
    {
      name: 'looking indices up gives exactly the codes, and zeros for −1',
      run: withTrained(async (quantizer, z) => {
        for (const training of subject.mixesInTraining === true ? [false] : [true, false]) {
          const made = quantizer.quantize(z, context(0, { training }))
          const codes = quantizer.lookup(made.indices)
          demand((await distance(codes, made.codes)) === 0, 'expected lookup(indices) to be the codes.')
          disposeQuantized(made)
          codes.dispose()
        }
        const nothing = tf.tidy(() => quantizer.lookup(tf.fill([1, ...quantizer.indexShape], -1, 'int32')))
        demand(
          (await nothing.data()).every((value) => value === 0),
          'expected zeros for −1.',
        )
        nothing.dispose()
      }),
    },
    {
      name: 'quantizing changes nothing, in training or not; without training it draws nothing',
      run: withTrained(async (quantizer, z) => {
        const before = await fingerprint(quantizer.weights())
        for (const training of [true, false])
          disposeQuantized(quantizer.quantize(z, context(1, { training })))
        demand((await fingerprint(quantizer.weights())) === before, 'expected unchanged weights.')
        const twice = [1, 2].map((seed) => quantizer.quantize(z, context(seed, { training: false })))
        const [a, b] = twice as [Quantized, Quantized]
        demand((await distance(a.codes, b.codes)) === 0, 'expected the same codes from another stream.')
        for (const made of twice) disposeQuantized(made)
      }),
    },
    {
      name: 'padding is −1 and zeros, and counts nowhere: not in losses, nor in codes, nor in what is learnt',
      run: () => requirePadding(subject),
    },
    {
      name: 'gradients reach the vectors, and none reaches padding',
      run: withTrained(async (quantizer, z) => {
        const mask = tf.tidy(() => maskOf())
        const slope = tf.tidy(() => {
          const weights = createRng(9).normal(z.shape)
          const loss = (input: tf.Tensor): tf.Scalar => {
            const { codes, total } = quantizer.quantize(input, context(0, { training: true, mask }))
            return codes.mul(weights).sum().add(total).asScalar()
          }
          return tf.grad(loss)(z).square().sum(-1) // [B, places]
        })
        const [values, real] = [await slope.data(), await mask.data()]
        demand(values.every(Number.isFinite), 'expected a finite gradient.')
        demand(
          values.every((value, i) => (real[i] === 0 ? value === 0 : true)),
          'expected no gradient at padding.',
        )
        demand(
          values.some((value) => value > 0),
          'expected a gradient that is not all zero.',
        )
        tf.dispose([mask, slope])
      }),
    },
    {
      name: 'usage is what training gave out since it was reset, and nothing else',
      run: () => requireUsage(subject),
    },
    {
      name: 'a frozen view gives the same codes and is changed by no training',
      run: withTrained(async (quantizer, z) => {
        const frozen = freezeQuantizer(quantizer)
        const before = await fingerprint(quantizer.weights())
        const made = frozen.quantize(z, context(0, { training: true }))
        frozen.afterStep(made.aux, context(0, { training: true }))
        demand(frozen.variables.length === 0, 'expected no variables.')
        demand((await fingerprint(quantizer.weights())) === before, 'expected unchanged weights.')
        disposeQuantized(made)
      }),
    },
    {
      name: 'a saved quantizer is loaded as it was, and learns on as it would have',
      run: withTrained(async (quantizer, z) => {
        const loaded = await load(subject.Class, await save(quantizer))
        try {
          const [a, b] = [quantizer, loaded].map((each) => each.quantize(z, context(0, { training: false })))
          if (a === undefined || b === undefined) return
          demand(
            (await fingerprint({ c: a.codes })) === (await fingerprint({ c: b.codes })),
            'expected the same codes.',
          )
          for (const made of [a, b]) disposeQuantized(made)
          for (const each of [quantizer, loaded]) trainOn(subject, each, STEPS)
          demand(
            (await fingerprint(quantizer.weights())) === (await fingerprint(loaded.weights())),
            'expected the same weights after the same steps.',
          )
        } finally {
          loaded.dispose()
        }
      }),
    },
    {
      name: 'nothing leaks, and dispose, twice, frees everything',
      async run() {
        const before = tf.memory().numTensors
        const quantizer = subject.create(1)
        const z = vectorsFor(subject, quantizer, 0)
        trainOn(subject, quantizer, 1)
        const settled = tf.memory().numTensors
        trainOn(subject, quantizer, STEPS)
        const made = quantizer.quantize(z, context(0, { training: true }))
        disposeQuantized(made)
        await quantizer.usage()
        quantizer.resetUsage()
        demand(
          tf.memory().numTensors === settled,
          `expected ${settled} tensors. Received: ${tf.memory().numTensors}.`,
        )
        quantizer.dispose()
        quantizer.dispose()
        z.dispose()
        demand(
          tf.memory().numTensors === before,
          `expected ${before} tensors. Received: ${tf.memory().numTensors}.`,
        )
      },
    },
    {
      name: 'other shapes, and use after dispose, are refused before anything is made',
      run: () => requireRefusals(subject),
    },
  ]
}

async function requirePadding<Q extends Quantizer>(subject: QuantizerSubject<Q>): Promise<void> {
  const mask = tf.tidy(() => maskOf())
  const results: { readonly print: string; readonly terms: string }[] = []
  for (const junk of [0, 50]) {
    const quantizer = subject.create(1)
    // Real vectors are the same; what is in the padding is not.
    const z = tf.tidy(() => {
      const real = mask.expandDims(-1)
      return vectorsFor(subject, quantizer, 0).mul(real).add(tf.scalar(1).sub(real).mul(junk))
    })
    for (let step = 0; step < STEPS; step++) {
      const ctx = context(step, { training: true, mask })
      const made = quantizer.quantize(z, ctx)
      quantizer.afterStep(made.aux, ctx)
      disposeQuantized(made)
    }
    const made = quantizer.quantize(z, context(0, { training: false, mask }))
    const [codes, indices, real] = [await made.codes.data(), await made.indices.data(), await mask.data()]
    const places = indices.length / real.length
    demand(
      indices.every((index, i) => (real[Math.floor(i / places)] === 0) === (index === -1)),
      'expected −1 at padding, and only there.',
    )
    demand(
      codes.every((value, i) => real[Math.floor(i / quantizer.codeDim)] !== 0 || value === 0),
      'expected codes of zeros at padding.',
    )
    results.push({
      print: await fingerprint({ ...quantizer.weights(), i: made.indices }),
      terms: await fingerprint({ total: made.total, ...made.terms }),
    })
    disposeQuantized(made)
    z.dispose()
    quantizer.dispose()
  }
  mask.dispose()
  demand(results[0]?.print === results[1]?.print, 'expected the same weights whatever is in the padding.')
  demand(results[0]?.terms === results[1]?.terms, 'expected the same losses whatever is in the padding.')
}

async function requireUsage<Q extends Quantizer>(subject: QuantizerSubject<Q>): Promise<void> {
  const quantizer = subject.create(1)
  const z = vectorsFor(subject, quantizer, 0)
  try {
    trainOn(subject, quantizer, 2)
    quantizer.resetUsage()
    disposeQuantized(quantizer.quantize(z, context(0, { training: false })))
    const places = quantizer.indexShape.reduce((product, side) => product * side, 1)
    const none = await quantizer.usage()
    demand(none.length === places, `expected ${places} reports. Received: ${none.length}.`)
    demand(
      none.every(({ vectors }) => vectors === 0),
      'expected nothing counted outside training.',
    )
    const made = quantizer.quantize(z, context(2, { training: true }))
    const indices = await made.indices.data()
    for (let i = 0; i < 2; i++) quantizer.afterStep(made.aux, context(2, { training: true }))
    disposeQuantized(made)
    const reports = await quantizer.usage()
    reports.forEach(({ vectors, codes, used, dead, perplexity }, place) => {
      const given = new Set(indices.filter((_, i) => i % places === place))
      demand(vectors === 2 * ROWS * PLACES, `expected ${2 * ROWS * PLACES} vectors. Received: ${vectors}.`)
      demand(codes === quantizer.codebookSize && used + dead === codes, 'expected every code used or dead.')
      demand(used === given.size, `expected ${given.size} used codes. Received: ${used}.`)
      demand(perplexity >= 1 && perplexity <= used + 1e-6, 'expected a perplexity from 1 to the used codes.')
    })
  } finally {
    quantizer.dispose()
    z.dispose()
  }
}

async function requireRefusals<Q extends Quantizer>(subject: QuantizerSubject<Q>): Promise<void> {
  const quantizer = subject.create(1)
  const z = vectorsFor(subject, quantizer, 0)
  const wrong = tf.zeros([ROWS, PLACES, quantizer.codeDim + 1])
  const mask = tf.ones([ROWS, PLACES + 1])
  const indices = tf.zeros([ROWS, PLACES, ...quantizer.indexShape], 'int32')
  const floats = tf.zeros([ROWS, PLACES, ...quantizer.indexShape])
  const before = tf.memory().numTensors
  const expectCode = async (code: string, f: () => unknown): Promise<void> => {
    const error = await errorOf(f)
    demand(
      error instanceof AeError && error.code === code,
      `expected a ${code} error. Received: ${String(error)}.`,
    )
  }
  const ctx = context(0, { training: false })
  await expectCode('shape', () => quantizer.quantize(wrong, ctx))
  await expectCode('shape', () => quantizer.quantize(z, { ...ctx, mask }))
  await expectCode('shape', () => quantizer.lookup(floats))
  demand(tf.memory().numTensors === before, 'expected nothing left behind.')
  quantizer.dispose()
  await expectCode('state', () => quantizer.quantize(z, ctx))
  await expectCode('state', () => quantizer.lookup(indices))
  await expectCode('state', () => quantizer.usage())
  tf.dispose([z, wrong, mask, indices, floats])
}
