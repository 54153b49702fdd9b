import type { TrainingState } from '../../checkpoint/training-state'
import { AeError } from '../../errors/ae-error'
import { requireNumber, requirePositiveInteger, show } from '../../errors/require'
import type { Callback } from '../callback'
import type { EpochReport } from '../history'

/** Options of {@link earlyStopping}. */
export interface EarlyStoppingOptions {
  /** Which loss to watch, of the validation set where there is one. Default `total`. */
  readonly monitor?: string
  /** Epochs without improvement before training stops. Default 5. */
  readonly patience?: number
  /** How much smaller a loss must be to count as better. Default 0. */
  readonly minDelta?: number
  /** Whether the model gets its best weights back when training ends. Default true. */
  readonly restoreBest?: boolean
  /** Name to save the state under. Default `early-stopping`. */
  readonly name?: string
}

/**
 * Stops when a loss has not improved for some epochs, and gives the model its best weights back.
 *
 * The best weights are copied to memory at every improvement and saved with checkpoints.
 *
 * @see Prechelt 1998, Early Stopping — but when?, criterion UP
 */
export function earlyStopping(options: EarlyStoppingOptions = {}): Callback {
  const { monitor = 'total', restoreBest = true, name = 'early-stopping' } = options
  const patience = requirePositiveInteger('earlyStopping', 'patience', options.patience ?? 5)
  const minDelta = requireNumber('earlyStopping', 'minDelta', options.minDelta ?? 0, { min: 0 })
  let best = Number.POSITIVE_INFINITY
  let waited = 0
  let weights: TrainingState['tensors'] = {}
  return {
    name,
    onBegin() {
      best = Number.POSITIVE_INFINITY
      waited = 0
      weights = {}
    },
    async onEpoch(report, run) {
      const loss = watched(report, monitor)
      if (loss < best - minDelta) {
        best = loss
        waited = 0
        if (restoreBest) weights = await run.copyWeights()
        return
      }
      waited++
      if (waited >= patience) run.stop(`${monitor} has not improved for ${patience} epochs`)
    },
    onEnd(run) {
      if (restoreBest) run.restoreWeights(weights)
    },
    state: () => ({ json: { best: Number.isFinite(best) ? best : null, waited }, tensors: weights }),
    restore({ json, tensors }) {
      const saved = json as { readonly best?: unknown; readonly waited?: unknown } | null
      best = typeof saved?.best === 'number' ? saved.best : Number.POSITIVE_INFINITY
      waited = typeof saved?.waited === 'number' ? saved.waited : 0
      weights = tensors
    },
  }
}

function watched({ losses, validation }: EpochReport, monitor: string): number {
  const value = (validation ?? losses)[monitor]
  if (value !== undefined) return value
  throw new AeError('config', `earlyStopping: \`monitor\` must name a loss. Received: ${show(monitor)}.`, {
    hint: `the losses are ${Object.keys(validation ?? losses)
      .map(show)
      .join(', ')}.`,
  })
}
