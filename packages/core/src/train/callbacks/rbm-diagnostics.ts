import type * as tf from '@tensorflow/tfjs'
import { type RbmHealthRows, rbmHealth } from '../../diagnostics/rbm-health'
import { AeError } from '../../errors/ae-error'
import { requireKnownOptions, requirePositiveInteger, show } from '../../errors/require'
import { DeepBelief } from '../../models/deep-belief'
import { RBM } from '../../models/rbm'
import type { Callback } from '../callback'
import type { EpochReport } from '../history'

/** Options of {@link rbmDiagnostics}. */
export interface RbmDiagnosticsOptions extends RbmHealthRows {
  /** Epochs between two looks. Default 1. */
  readonly every?: number
}

/**
 * Looks at a Boltzmann machine, or at those of a `DeepBelief` that are in training, after each epoch as `rbmHealth`
 * does, and reports as `diagnostic` events: the free-energy gap, dead filters, saturation. Each kind once a machine.
 *
 * @throws AeError `config` if the model is neither
 * @example
 * const rbm = new RBM({ inputShape: [784], hiddenUnits: 500 })
 * await fit(rbm, images, { callbacks: [rbmDiagnostics({ train: x, validation: testImages })] })
 */
export function rbmDiagnostics(options: RbmDiagnosticsOptions): Callback {
  requireKnownOptions('rbmDiagnostics', options, ['train', 'validation', 'every'])
  const every = requirePositiveInteger('rbmDiagnostics', 'every', options.every ?? 1)
  const seen = new Set<string>()
  return {
    name: 'rbm-diagnostics',
    onBegin({ model }) {
      requireMachines(model)
      seen.clear()
    },
    async onEpoch(report, run) {
      if (report.epoch % every !== 0) return
      for (const { name, rbm, below } of machinesIn(requireMachines(run.model), report)) {
        const rows = { train: below(options.train), validation: below(options.validation) }
        try {
          for (const diagnostic of (await rbmHealth(rbm, rows)).diagnostics) {
            const once = `${name} ${diagnostic.kind}`
            if (seen.has(once)) continue
            seen.add(once)
            await run.report({ ...diagnostic, message: `${name}: ${diagnostic.message}` })
          }
        } finally {
          rows.train.dispose()
          rows.validation.dispose()
        }
      }
    },
  }
}

interface Machine {
  readonly name: string
  readonly rbm: RBM
  /** What the machine sees of a row of data; the caller's. */
  below(x: tf.Tensor): tf.Tensor
}

/** The machines that the pass has trained. */
function machinesIn(model: RBM | DeepBelief, { losses }: EpochReport): readonly Machine[] {
  if (model instanceof RBM) return [{ name: 'RBM', rbm: model, below: (x) => x.clone() }]
  return model.layers
    .map((rbm, index) => ({
      name: model.phases[index]?.name ?? '',
      rbm,
      below: (x: tf.Tensor) => model.inputOf(index, x),
    }))
    .filter(
      ({ name }) => Object.keys(losses).some((loss) => loss.startsWith(`${name}.`)) || !prefixed(losses),
    )
}

/** A stack of one layer has one phase, whose losses bear no name. */
function prefixed(losses: EpochReport['losses']): boolean {
  return Object.keys(losses).some((loss) => loss.includes('.'))
}

function requireMachines(model: object): RBM | DeepBelief {
  if (model instanceof RBM || model instanceof DeepBelief) return model
  throw new AeError('config', `rbmDiagnostics: expected an RBM or a DeepBelief. Received: ${show(model)}.`)
}
