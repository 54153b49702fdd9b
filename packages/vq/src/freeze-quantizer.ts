import type { Quantizer } from './quantizer'

/**
 * A quantizer as it is now and will stay: a view that no training changes. The weights are the original's, and so is
 * disposing them: disposing one disposes both. Training the original goes on moving what the view shows.
 *
 * @example
 * const fixed = freezeQuantizer(new EmaQuantizer({ codebookSize: 64, codeDim: 16 }))
 */
export function freezeQuantizer(quantizer: Quantizer): Quantizer {
  return {
    kind: quantizer.kind,
    config: quantizer.config,
    codeDim: quantizer.codeDim,
    codebookSize: quantizer.codebookSize,
    indexShape: quantizer.indexShape,
    variables: [],
    quantize: (z, ctx) => quantizer.quantize(z, { ...ctx, training: false }),
    lookup: (indices) => quantizer.lookup(indices),
    afterStep: () => {},
    usage: () => quantizer.usage(),
    resetUsage: () => quantizer.resetUsage(),
    weights: () => quantizer.weights(),
    topologies: () => quantizer.topologies(),
    dispose: () => quantizer.dispose(),
  }
}
