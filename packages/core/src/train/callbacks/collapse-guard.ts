import * as tf from '@tensorflow/tfjs'
import { detectPosteriorCollapse } from '../../diagnostics/detect-posterior-collapse'
import type { DiagnosticValues } from '../../diagnostics/diagnostic'
import { formatNumber } from '../../diagnostics/format-number'
import { AeError } from '../../errors/ae-error'
import { requireKnownOptions, requireNumber, requirePositiveInteger, show } from '../../errors/require'
import { klDivergence } from '../../losses/kl-divergence'
import { activeUnits } from '../../metrics/active-units'
import type { KlSteerable, WarmUpRestart } from '../../models/vae'
import type { Callback, Run } from '../callback'
import type { EpochReport } from '../history'

/** Options of {@link collapseGuard}. */
export interface CollapseGuardOptions {
  /** [B, …]; a hundred rows or more to look at. Borrowed until training ends. */
  readonly rows: tf.Tensor
  /** Epochs in a row with a collapsed code, its divergence not rising, before the guard acts. Default 2. */
  readonly patience?: number
  /** Epochs over which the KL weight rises from 0 again. Default 5. */
  readonly warmUpEpochs?: number
  /** Nats that each latent dimension has for free, where a restart alone did not last. > 0. Default .1. */
  readonly freeBits?: number
}

/** What the guard has done so far: enough to go on from a checkpoint. Plain JSON. */
interface Watch {
  /** Epochs in a row with a collapsed code that is not on its way back. */
  readonly waited: number
  /** Divergence at the last look, in nats a row. */
  readonly kl: number
  /** Times it has acted. */
  readonly acts: number
  /** Nats given so far. */
  readonly freeBits: number
  /** The last restart. */
  readonly warmUp: WarmUpRestart | undefined
}

const FRESH: Watch = { waited: 0, kl: 0, acts: 0, freeBits: 0, warmUp: undefined }

/**
 * Acts when a posterior collapses, and says why: the KL weight starts again from 0; where that does not last, each latent
 * dimension gets nats for free, twice as many at every further time.
 *
 * The code is judged after each epoch as `diagnose` does, but not while a restart lasts, and a restart takes at most half of what
 * is left of the training. What it does is reported as `collapseRepair` and is part of checkpoints. It changes how the KL term is
 * charged in training only: bounds reported by `evaluate` and for validation stay those of the configuration, and after training,
 * also one that failed, all is as before. A code that collapses because the noise of the likelihood is larger than what data differ by comes back by free bits
 * alone; ask whether it should.
 *
 * @throws AeError `config` on a bad option, or if the model has several phases or no KL term that can be steered; what the model
 * throws of rows that do not fit, before training begins
 * @see Bowman et al. 2016, §3.1, arXiv:1511.06349 (warm-up); Kingma et al. 2016, appendix C.8, arXiv:1606.04934 (free bits)
 * @example
 * const history = await fit(vae, images, { epochs: 30, callbacks: [collapseGuard({ rows: x })] })
 */
export function collapseGuard(options: CollapseGuardOptions): Callback {
  const subject = 'collapseGuard'
  requireKnownOptions(subject, options, ['rows', 'patience', 'warmUpEpochs', 'freeBits'])
  const { rows } = options
  if (!(rows instanceof tf.Tensor) || (rows.shape[0] ?? 0) < 2) {
    throw new AeError(
      'config',
      `${subject}: \`rows\` must be a tensor of two rows or more. Received: ${rows instanceof tf.Tensor ? show(rows.shape) : show(rows)}.`,
    )
  }
  const patience = requirePositiveInteger(subject, 'patience', options.patience ?? 2)
  const warmUpEpochs = requirePositiveInteger(subject, 'warmUpEpochs', options.warmUpEpochs ?? 5)
  const firstFreeBits = requireNumber(subject, 'freeBits', options.freeBits ?? 0.1, { above: 0 })
  let model: KlSteerable | undefined
  let watch = FRESH
  return {
    name: 'collapse-guard',
    async onBegin(run) {
      const steerable = requireSteerable(run)
      await requireRows(steerable, rows)
      model = steerable
      watch = FRESH
      model.steerKl({})
    },
    async onEpoch(report, run) {
      if (model === undefined || isWarming(watch, report)) return
      const seen = await look(model, rows)
      const collapse = detectPosteriorCollapse(seen)
      // A code that carries more than the epoch before needs no help, however little it still is.
      const recovers = watch.waited > 0 && seen.kl > watch.kl
      watch = { ...watch, kl: seen.kl, waited: collapse === undefined || recovers ? 0 : watch.waited + 1 }
      const steps = restartSteps(report, warmUpEpochs)
      if (collapse === undefined || watch.waited < patience || steps === 0) return
      // The first time a restart alone; then nats as well, more each time.
      const freeBits = watch.acts === 0 ? 0 : Math.max(firstFreeBits, 2 * watch.freeBits)
      watch = { ...watch, waited: 0, acts: watch.acts + 1, freeBits, warmUp: { from: report.step, steps } }
      steer(model, watch)
      await run.report({
        kind: 'collapseRepair',
        message: `${collapse.message.slice(0, -1)}, for ${patience} ${patience === 1 ? 'epoch' : 'epochs'}. From step ${report.step} the KL weight rises from 0 over ${steps} steps${freeBits === 0 ? '' : `, and each unit has ${formatNumber(freeBits)} nats for free`}.`,
        advice:
          'nothing, where it does not come back; else a schedule for beta or freeBits in the configuration, a weaker decoder, or a likelihood with less noise.',
        values: { ...seen, warmUpSteps: steps, freeBits },
      })
    },
    release() {
      model?.steerKl({})
      model = undefined
    },
    state: () => ({ json: { ...watch, warmUp: watch.warmUp ?? null }, tensors: {} }),
    restore({ json }) {
      watch = readWatch(json)
      if (model !== undefined) steer(model, watch)
    },
  }
}

/** Looks once, so that rows of a wrong shape are refused before anything has been trained. */
async function requireRows(model: KlSteerable, rows: tf.Tensor): Promise<void> {
  const first = tf.tidy(() => rows.slice(0, 2))
  try {
    await look(model, first)
  } finally {
    first.dispose()
  }
}

function steer(model: KlSteerable, { freeBits, warmUp }: Watch): void {
  model.steerKl({ freeBits, ...(warmUp === undefined ? {} : { warmUp }) })
}

function isWarming({ warmUp }: Watch, { step }: EpochReport): boolean {
  return warmUp !== undefined && step < warmUp.from + warmUp.steps
}

/** So short that as many steps follow at full weight. */
function restartSteps({ epoch, step, totalSteps }: EpochReport, epochs: number): number {
  return Math.min(epochs * Math.round(step / epoch), Math.floor((totalSteps - step) / 2))
}

async function look(model: KlSteerable, rows: tf.Tensor): Promise<DiagnosticValues['posteriorCollapse']> {
  const { mean, logVar } = model.posterior(rows)
  const divergence = klDivergence(mean, logVar)
  try {
    const [kl = Number.NaN] = await divergence.data()
    return { activeUnits: await activeUnits(mean), latentDim: mean.shape[1] ?? 0, kl }
  } finally {
    tf.dispose([mean, logVar, divergence])
  }
}

function requireSteerable({ model }: Run): KlSteerable {
  const { phases } = model
  if (!('steerKl' in model) || !('posterior' in model) || typeof model.steerKl !== 'function') {
    throw new AeError(
      'config',
      `collapseGuard: expected a variational model whose KL term can be steered. Received: ${show(model)}.`,
      { hint: 'VAE is one; a model of your own needs posterior() and steerKl().' },
    )
  }
  // A restart is counted in steps of the phase that has the KL term; they are the training's only where there is no other.
  if (phases.length > 1) {
    throw new AeError(
      'config',
      `collapseGuard: expected a model of one phase. Received: ${phases.length} phases.`,
    )
  }
  // Both methods are there; their types are the model's promise.
  return model as unknown as KlSteerable
}

/** What `state` gave; anything else begins anew. */
function readWatch(json: unknown): Watch {
  const { waited, kl, acts, freeBits, warmUp } = (json ?? {}) as Readonly<Record<string, unknown>>
  if (typeof waited !== 'number' || typeof kl !== 'number') return FRESH
  if (typeof acts !== 'number' || typeof freeBits !== 'number') return FRESH
  const { from, steps } = (warmUp ?? {}) as Readonly<Record<string, unknown>>
  const restart = typeof from === 'number' && typeof steps === 'number' ? { from, steps } : undefined
  return { waited, kl, acts, freeBits, warmUp: restart }
}
