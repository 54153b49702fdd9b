import * as tf from '@tensorflow/tfjs'
import { disposeBatch, fromRowSource } from '../data/row-dataset'
import { AeError } from '../errors/ae-error'
import { show } from '../errors/require'
import type { Dataset } from '../interfaces/dataset'
import type { Disposable } from '../interfaces/model'
import type { OptimizerSpec } from '../interfaces/optimizer'
import type { Trainable } from '../interfaces/phase'
import { createRng } from '../rng/rng'
import { stepGradients } from '../train/step-gradients'
import { train } from '../train/train'
import { trainedVariables } from '../train/variable-copies'
import { type ContractCase, demand, errorOf } from './contract-case'
import { fingerprint, finiteAndNonZero } from './tensor-bytes'

/** What {@link trainableContract} needs to know about a model. */
export interface TrainableSubject<B, M extends Trainable<B> & Disposable> {
  /** A new model whose initial weights come from `seed`; small, for it is trained many times. */
  create(seed: number): M
  /** A batch of rows, always the same ones; the caller disposes it. */
  batch(): B
  /** How it is trained. Default: the trainer's own choice. */
  readonly optimizer?: OptimizerSpec
  /** Steps after which the loss must have fallen. Default 60. */
  readonly steps?: number
  /** Share of the first loss that the last may be at most. Default .95. */
  readonly fallsTo?: number
  /** Steps over which the number of tensors must stay the same. Default 200. */
  readonly leakSteps?: number
}

/** What anything that `train` trains must keep: it learns, repeats itself from a seed, and leaks nothing. */
export function trainableContract<B, M extends Trainable<B> & Disposable>(
  subject: TrainableSubject<B, M>,
): readonly ContractCase[] {
  const { steps = 60, fallsTo = 0.95, leakSteps = 200 } = subject
  return [
    {
      name: `the loss falls within ${steps} steps`,
      async run() {
        await using(subject.create(1), async (model) => {
          const totals = await trainFor(subject, model, steps)
          const [first = Number.NaN] = totals
          const last = mean(totals.slice(-5))
          demand(
            last <= first * fallsTo,
            `expected a loss of at most ${fallsTo} × ${first}. Received: ${last}.`,
          )
        })
      },
    },
    {
      name: 'every variable has a finite gradient that is not zero',
      run: () => using(subject.create(1), (model) => requireGradients(subject, model)),
    },
    {
      name: 'the same seed gives the same weights, another seed others',
      async run() {
        const [a, b, c] = [await trained(subject, 3), await trained(subject, 3), await trained(subject, 4)]
        demand(a === b, 'expected equal weights from equal seeds. Received different ones.')
        demand(a !== c, 'expected different weights from different seeds. Received equal ones.')
      },
    },
    {
      name: `${leakSteps} steps leave as many tensors as there were`,
      async run() {
        await using(subject.create(1), async (model) => {
          const counts: number[] = []
          for await (const event of train(model, repeated(subject), {
            ...options(subject),
            steps: leakSteps,
          })) {
            if (event.type === 'step' && event.step % 10 === 0) counts.push(tf.memory().numTensors)
          }
          demand(
            counts.every((count) => count === counts[0]),
            `expected an unchanging number of tensors. Received: ${counts.join(', ')}.`,
          )
        })
      },
    },
    {
      name: 'leaving training early frees everything, and so does dispose, twice',
      async run() {
        const before = tf.memory().numTensors
        const model = subject.create(1)
        for await (const event of train(model, repeated(subject), { ...options(subject), steps: 50 })) {
          if (event.type === 'step') break
        }
        model.dispose()
        model.dispose()
        const after = tf.memory().numTensors
        demand(after === before, `expected ${before} tensors after dispose. Received: ${after}.`)
      },
    },
    {
      name: 'training after dispose is refused',
      async run() {
        const model = subject.create(1)
        model.dispose()
        const before = tf.memory().numTensors
        const error = await errorOf(() => trainFor(subject, model, 1))
        demand(error instanceof AeError, `expected an AeError after dispose. Received: ${String(error)}.`)
        demand(tf.memory().numTensors === before, 'expected no tensor left behind by a refused training.')
      },
    },
  ]
}

async function requireGradients<B, M extends Trainable<B> & Disposable>(
  subject: TrainableSubject<B, M>,
  model: M,
): Promise<void> {
  const batch = subject.batch()
  try {
    for (const phase of model.phases) {
      const ctx = { training: true, rng: createRng(1), step: 0, totalSteps: 100 }
      const { gradients, total, terms, aux } = stepGradients(phase, batch, ctx)
      for (const variable of phase.variables) {
        const gradient = gradients[variable.name]
        const where = `variable '${variable.name}' of shape ${show(variable.shape)} in phase '${phase.name}'`
        if (gradient === undefined)
          throw new AeError('state', `contract: expected a gradient of ${where}. Received: none.`)
        const { finite, nonZero } = await finiteAndNonZero(gradient)
        demand(finite, `expected a finite gradient of ${where}.`)
        demand(nonZero, `expected a gradient that is not all zero of ${where}.`)
      }
      tf.dispose([Object.values(gradients), Object.values(terms), Object.values(aux), total ?? []])
    }
  } finally {
    disposeBatch(batch)
  }
}

async function trained<B, M extends Trainable<B> & Disposable>(
  subject: TrainableSubject<B, M>,
  seed: number,
): Promise<string> {
  let print = ''
  await using(subject.create(seed), async (model) => {
    await trainFor(subject, model, 4)
    print = await fingerprint(
      Object.fromEntries(trainedVariables(model).map((variable, i) => [String(i), variable])),
    )
  })
  return print
}

/** Trains and returns the total of every step. */
export async function trainFor<B, M extends Trainable<B> & Disposable>(
  subject: TrainableSubject<B, M>,
  model: M,
  steps: number,
): Promise<readonly number[]> {
  const totals: number[] = []
  for await (const event of train(model, repeated(subject), { ...options(subject), steps })) {
    if (event.type === 'step') totals.push(Number.isNaN(event.total) ? sum(event.terms) : event.total)
  }
  return totals
}

function options<B, M extends Trainable<B> & Disposable>({
  optimizer,
}: TrainableSubject<B, M>): { readonly optimizer?: OptimizerSpec } {
  return optimizer === undefined ? {} : { optimizer }
}

/** A data set that gives the subject's one batch in every pass. */
function repeated<B, M extends Trainable<B> & Disposable>(subject: TrainableSubject<B, M>): Dataset<B> {
  return fromRowSource({ size: 1, read: () => subject.batch() })
}

async function using<M extends Disposable>(model: M, f: (model: M) => Promise<void>): Promise<void> {
  try {
    await f(model)
  } finally {
    model.dispose()
  }
}

function mean(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0) / values.length
}

function sum(terms: Readonly<Record<string, number>>): number {
  return Object.values(terms).reduce((total, value) => total + value, 0)
}
