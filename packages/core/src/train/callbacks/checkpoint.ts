import { requireSaveable } from '../../checkpoint/require-saveable'
import { save } from '../../checkpoint/save'
import { requirePositiveInteger } from '../../errors/require'
import type { EpochCount, StepCount } from '../../interfaces/phase'
import type { Callback, Run } from '../callback'

/** Options of {@link checkpoint}. */
export interface CheckpointOptions {
  /** Takes each checkpoint's bytes: writes a file, fills a database, posts a message. */
  readonly write: (bytes: Uint8Array) => void | Promise<void>
  /** How often. Default every epoch. Steps are counted from the start of training. */
  readonly every?: StepCount | EpochCount
  /** Name to save the state under. Default `checkpoint`. */
  readonly name?: string
}

/**
 * Saves the model together with everything that `fit(…, { resume })` needs to go on, bit for bit.
 *
 * Put it last among the callbacks, so that what the others decided in the same epoch is saved too.
 * A step's checkpoint is written when its losses are read: at the next multiple of `readEvery` or later.
 *
 * @see fileCheckpoint in `@ae/core/node`, which writes files that are always whole
 */
export function checkpoint(options: CheckpointOptions): Callback {
  const { write, every = { epochs: 1 }, name = 'checkpoint' } = options
  const inEpochs = 'epochs' in every
  const period = inEpochs
    ? requirePositiveInteger('checkpoint', 'every.epochs', every.epochs)
    : requirePositiveInteger('checkpoint', 'every.steps', every.steps)
  const write1 = async (run: Run): Promise<void> => {
    await write(await save(requireSaveable('checkpoint', run.model), { training: await run.state() }))
  }
  let next = period
  return {
    name,
    onBegin() {
      next = period
    },
    async onEpoch({ epoch }, run) {
      if (inEpochs && epoch % period === 0) await write1(run)
    },
    async onStep({ step }, run) {
      if (inEpochs || step < next) return
      next = (Math.floor(step / period) + 1) * period
      await write1(run)
    },
    // Without this, a resumed run would write at its first step whatever the period.
    state: () => ({ json: { next }, tensors: {} }),
    restore({ json }) {
      const saved = (json as { readonly next?: unknown } | null)?.next
      if (typeof saved === 'number') next = saved
    },
  }
}
