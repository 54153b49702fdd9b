import type * as tf from '@tensorflow/tfjs'
import { type Diagnosable, diagnose } from '../../diagnostics/diagnose'
import { AeError } from '../../errors/ae-error'
import { requirePositiveInteger, show } from '../../errors/require'
import type { Callback } from '../callback'

/** Options of {@link diagnostics}. */
export interface DiagnosticsOptions {
  /** [B, …]; a hundred rows or more that are not trained on. Borrowed until training ends. */
  readonly rows: tf.Tensor
  /** Epochs between two looks. Default 1. */
  readonly every?: number
}

/**
 * Looks at the model after each epoch as `diagnose` does, and reports what is wrong as `diagnostic` events: the mean
 * image, an identity map, a collapsed posterior, dead code units, leaking tensors. Each kind is reported once.
 *
 * @throws AeError `config` if the model does not encode and decode
 * @example
 * const history = await fit(vae, images, { callbacks: [diagnostics({ rows: x })] })
 */
export function diagnostics(options: DiagnosticsOptions): Callback {
  const { rows } = options
  const every = requirePositiveInteger('diagnostics', 'every', options.every ?? 1)
  const seen = new Set<string>()
  return {
    name: 'diagnostics',
    onBegin: () => seen.clear(),
    async onEpoch({ epoch }, run) {
      if (epoch % every !== 0) return
      for (const diagnostic of await diagnose(requireDiagnosable(run.model), rows)) {
        if (seen.has(diagnostic.kind)) continue
        seen.add(diagnostic.kind)
        await run.report(diagnostic)
      }
    },
  }
}

function requireDiagnosable(model: object): Diagnosable {
  // Both methods are there; their types are the model's promise.
  if ('encode' in model && 'decode' in model) return model as Diagnosable
  throw new AeError(
    'config',
    `diagnostics: expected a model that encodes and decodes. Received: ${show(model)}.`,
  )
}
