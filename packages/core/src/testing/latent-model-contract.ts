import * as tf from '@tensorflow/tfjs'
import { load, type ModelClass } from '../checkpoint/load'
import { save } from '../checkpoint/save'
import { disposeBatch } from '../data/row-dataset'
import { AeError } from '../errors/ae-error'
import { show } from '../errors/require'
import type { LatentModel } from '../interfaces/model'
import { type ContractCase, demand, errorOf } from './contract-case'
import { fingerprint } from './tensor-bytes'
import { type TrainableSubject, trainableContract, trainFor } from './trainable-contract'

/** What {@link latentModelContract} needs to know about a model. */
export interface LatentModelSubject<B, M extends LatentModel<B>> extends TrainableSubject<B, M> {
  /** The class that `load` makes it with. */
  readonly Model: ModelClass<M>
  /** What `encode` reads in a batch. Default: the batch itself, where it is a tensor. */
  input?(batch: B): tf.Tensor
}

/**
 * What every model with a code must keep: {@link trainableContract}, shapes, configuration, checkpoints, ownership.
 *
 * @example
 * const contract = latentModelContract({
 *   Model: VAE,
 *   create: (seed) => new VAE({ inputShape: [12], latentDim: 2, seed }),
 *   batch: () => createRng(1).uniform([8, 12]),
 * })
 * test.each(contract)('$name', ({ run }) => run())
 */
export function latentModelContract<B, M extends LatentModel<B>>(
  subject: LatentModelSubject<B, M>,
): readonly ContractCase[] {
  const withModel = (f: (model: M, x: tf.Tensor) => Promise<void>) => async (): Promise<void> => {
    const model = subject.create(1)
    const batch = subject.batch()
    try {
      await f(model, inputOf(subject, batch))
    } finally {
      disposeBatch(batch)
      model.dispose()
    }
  }
  return [
    {
      name: 'decoding a code gives rows of the shape that was encoded, also for one row',
      run: withModel(async (model, x) => {
        for (const rows of [x.shape[0] ?? 0, 1]) {
          const shape = tf.tidy(() => model.decode(model.encode(x.slice(0, rows))).shape)
          const expected = [rows, ...x.shape.slice(1)]
          demand(
            String(shape) === String(expected),
            `expected shape ${show(expected)}. Received: ${show(shape)}.`,
          )
        }
      }),
    },
    {
      name: 'encoding and decoding borrow their input, own nothing, and repeat themselves',
      run: withModel(async (model, x) => {
        const before = tf.memory().numTensors
        const [a, b] = [model.encode(x), model.encode(x)]
        const [p, q] = [model.decode(a), model.decode(b)]
        const made = tf.memory().numTensors - before
        demand(
          made === 4,
          `expected encode and decode to leave one tensor a call. Received: ${made} for four.`,
        )
        demand(!x.isDisposed && !a.isDisposed, 'expected the inputs to be left to the caller.')
        demand(
          (await fingerprint({ p })) === (await fingerprint({ p: q })),
          'expected the same output twice.',
        )
        tf.dispose([a, b, p, q])
      }),
    },
    {
      name: 'the configuration is plain, frozen, and the same after training',
      run: withModel(async (model) => {
        demand(Object.isFrozen(model.config), 'expected a frozen configuration.')
        const before = JSON.stringify(model.config)
        await trainFor(subject, model, 3)
        demand(JSON.stringify(model.config) === before, 'expected an unchanged configuration.')
      }),
    },
    {
      name: 'a saved model is loaded with the same output, and saved again with the same bytes',
      run: withModel(async (model, x) => {
        await trainFor(subject, model, 3)
        const bytes = await save(model)
        const loaded = await load(subject.Model, bytes)
        try {
          const [p, q] = tf.tidy(() => [model.decode(model.encode(x)), loaded.decode(loaded.encode(x))])
          if (p === undefined || q === undefined) return
          demand((await fingerprint({ p })) === (await fingerprint({ p: q })), 'expected the same output.')
          tf.dispose([p, q])
          demand(String(await save(loaded)) === String(bytes), 'expected the same bytes.')
          demand(loaded.kind === model.kind, `expected kind '${model.kind}'. Received: '${loaded.kind}'.`)
        } finally {
          loaded.dispose()
        }
      }),
    },
    {
      name: 'rows of another shape are refused before anything is made',
      run: withModel(async (model, x) => {
        const wrong = tf.zeros([2, ...x.shape.slice(1, -1), (x.shape.at(-1) ?? 0) + 1])
        const before = tf.memory().numTensors
        for (const f of [() => model.encode(wrong), () => model.decode(wrong)]) {
          const error = await errorOf(f)
          demand(
            error instanceof AeError && error.code === 'shape',
            `expected a shape error. Received: ${String(error)}.`,
          )
        }
        demand(tf.memory().numTensors === before, 'expected nothing left behind.')
        wrong.dispose()
      }),
    },
    {
      name: 'a model that was disposed refuses to work',
      run: withModel(async (model, x) => {
        const code = model.encode(x)
        model.dispose()
        for (const f of [() => model.encode(x), () => model.decode(code), () => save(model)]) {
          const error = await errorOf(f)
          demand(
            error instanceof AeError && error.code === 'state',
            `expected a state error. Received: ${String(error)}.`,
          )
        }
        code.dispose()
      }),
    },
    ...trainableContract(subject),
  ]
}

function inputOf<B, M extends LatentModel<B>>(subject: LatentModelSubject<B, M>, batch: B): tf.Tensor {
  const input = subject.input?.(batch) ?? batch
  if (input instanceof tf.Tensor) return input
  throw new AeError('config', 'latentModelContract: `input` must give the tensor that `encode` reads.')
}
