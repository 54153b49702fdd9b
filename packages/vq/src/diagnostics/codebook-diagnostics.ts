import { AeError, type Callback, type Run, requireKnownOptions, show } from '@ae/core'
import type { Quantizer } from '../quantizer'
import type { CodeUsage } from '../usage/code-usage'
import { detectCodebookCollapse } from './detect-codebook-collapse'
import { detectRestartStorm, detectRestarts } from './detect-restarts'

/** Usage of codes in one pass over the data. */
export interface EpochUsage {
  /** Passes done, this one included. */
  readonly epoch: number
  /** One report for each index of a vector; where several quantizers are watched, one after the other. */
  readonly usage: readonly CodeUsage[]
}

/** Options of {@link codebookDiagnostics}. */
export interface CodebookDiagnosticsOptions {
  /** What is watched, one or several. Default: the model's own, `model.quantizer` or all of `model.quantizers`. */
  readonly quantizer?: Quantizer | readonly Quantizer[]
  /** Told after each epoch how codes were used in it. */
  readonly onUsage?: (usage: EpochUsage) => void
}

/**
 * Says after each epoch how codes were used in it, and reports what is wrong, or was put right, as `diagnostic` events:
 * a collapsed codebook (once), codes that were restarted and why, restarts that do not end (once). Counts then begin anew.
 *
 * @throws AeError `config` if the model has no quantizer and none is given
 * @example
 * const quantizer = new EmaQuantizer({ codebookSize: 128, codeDim: 16 })
 * const vqvae = new VQVAE({ inputShape: [28, 28, 1], quantizer })
 * const { diagnostics } = await fit(vqvae, images, { epochs: 5, callbacks: [codebookDiagnostics()] })
 */
export function codebookDiagnostics(options: CodebookDiagnosticsOptions = {}): Callback {
  requireKnownOptions('codebookDiagnostics', options, ['quantizer', 'onUsage'])
  let quantizers: readonly Quantizer[] = []
  let told: readonly string[] = []
  return {
    name: 'codebook-diagnostics',
    onBegin(run) {
      quantizers = [options.quantizer ?? quantizersOf(run)].flat()
      told = []
    },
    async onEpoch({ epoch }, run) {
      const usage = (await Promise.all(quantizers.map((quantizer) => quantizer.usage()))).flat()
      for (const quantizer of quantizers) quantizer.resetUsage()
      options.onUsage?.({ epoch, usage })
      for (const each of usage) {
        const restarts = detectRestarts(each)
        if (restarts !== undefined) await run.report(restarts)
        for (const found of [detectCodebookCollapse(each), detectRestartStorm(each, epoch)]) {
          if (found === undefined || told.includes(found.kind)) continue
          told = [...told, found.kind]
          await run.report(found)
        }
      }
    },
    state: () => ({ json: { told }, tensors: {} }),
    restore({ json }) {
      const { told: before } = (json ?? {}) as { readonly told?: unknown }
      told = Array.isArray(before) ? before.map(String) : []
    },
  }
}

function quantizersOf({ model }: Run): Quantizer | readonly Quantizer[] {
  // A model that has them under these names has them as its promise.
  if (has(model, 'quantizer')) return model.quantizer as Quantizer
  if (has(model, 'quantizers')) return Object.values(model.quantizers as Readonly<Record<string, Quantizer>>)
  throw new AeError(
    'config',
    `codebookDiagnostics: expected a model with a \`quantizer\`. Received: ${show(model)}.`,
    { hint: 'name it: codebookDiagnostics({ quantizer }).' },
  )
}

function has<K extends string>(model: object, name: K): model is Readonly<Record<K, object>> {
  return name in model && typeof model[name as never] === 'object' && model[name as never] !== null
}
