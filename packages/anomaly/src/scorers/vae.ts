import { createRng, requireKnownOptions, requireNumber, requirePositiveInteger, VAE } from '@ae/core'
import * as tf from '@tensorflow/tfjs'
import {
  type CodeNetworks,
  NETWORK_OPTIONS,
  resolveNetworkOptions,
  resolveShape,
  SHAPE_OPTIONS,
  type ShapedNetworkOptions,
  storedNetworks,
} from './code-networks'
import { ReconstructionScorer, storedMeasures } from './reconstruction'
import { reconstructorOf } from './reconstructor-of'
import type { ScorerRecipe, StoredScorer } from './row-scorer'
import { storedCount } from './stored-parts'
import { MOST_NETWORKS, trainMembers, type UntrainedMember } from './train-members'

/** Options of `VAEDetector`. */
export interface VAEDetectorOptions extends ShapedNetworkOptions {
  /** Codes drawn for each row, the same draws for all; at most 1,000. Default 20. */
  readonly draws?: number
}

/** Beyond so many, draws no longer change a score, and each takes its time. */
const MOST_DRAWS = 1000
/** Share of the training in which codes become as dear as they are: at once, they would say nothing. */
const WARM_UP = 0.5
/** Networks where nothing else is said. */
const NETWORKS = 1

/**
 * The mean over codes of the squared errors. With the deviations of held-out rows, half of their sum is, but for a constant, the
 * negative reconstruction probability `−E_q[log p(x | z)]`.
 */
function meanSquaredErrors(model: VAE, x: tf.Tensor, draws: number): tf.Tensor {
  const { mean, logVar } = model.posterior(x)
  const spread = logVar.mul(0.5).exp()
  // Of one stream, and the same for every row: what is beside a row must not change its score.
  const rng = createRng(0).fork('reconstruction probability')
  let sum: tf.Tensor = tf.zerosLike(x)
  for (let draw = 0; draw < draws; draw++) {
    const before = sum
    // Freed draw by draw: all of them together would fill the memory.
    sum = tf.tidy(() => {
      const code = mean.add(spread.mul(rng.normal([1, mean.shape[1] ?? 0])))
      return before.add(model.decode(code).sub(x).square())
    })
    before.dispose()
  }
  return sum.div(draws)
}

function around(
  networks: CodeNetworks,
  { draws, trained }: { readonly draws: number; readonly trained: boolean },
): UntrainedMember & { readonly model: VAE } {
  const model = new VAE({
    inputShape: networks.encoder.inputShape,
    latentDim: networks.decoder.inputShape[0] ?? 0,
    ...networks,
    // Learnt, or codes would have to be worth as much as noise of deviation 1; of no use afterwards.
    beta: { kind: 'warmUp', fraction: WARM_UP },
    likelihood: { kind: 'gaussian', standardDeviation: trained ? 1 : 'learned' },
  })
  const network = reconstructorOf(model, networks, (x) => meanSquaredErrors(model, x, draws))
  return { model, network }
}

/**
 * How a VAE's scorer is made.
 *
 * @throws AeError `config`
 */
export function vaeRecipe(options: VAEDetectorOptions): ScorerRecipe {
  const subject = 'VAEDetector'
  requireKnownOptions(subject, options, [...NETWORK_OPTIONS, ...SHAPE_OPTIONS, 'draws'])
  const resolved = resolveNetworkOptions(subject, options, NETWORKS)
  const shape = resolveShape(subject, options)
  const draws = requireNumber(
    subject,
    'draws',
    requirePositiveInteger(subject, 'draws', options.draws ?? 20),
    {
      max: MOST_DRAWS,
    },
  )
  return {
    kind: 'vae',
    async fit(data) {
      const members = await trainMembers(subject, data, {
        ...resolved,
        ...shape,
        perCode: 2,
        around: (networks) => around(networks, { draws, trained: false }),
      })
      return new ReconstructionScorer({ kind: 'vae', width: data.train.width, members, config: { draws } })
    },
  }
}

/**
 * From a file.
 *
 * @throws AeError `data`
 */
export function restoreVae(stored: StoredScorer, width: number): ReconstructionScorer {
  const draws = storedCount(stored, 'draws', MOST_DRAWS)
  const members = Array.from({ length: storedCount(stored, 'networks', MOST_NETWORKS) }, (_, i) => {
    const measures = storedMeasures(stored, i, width)
    const networks = storedNetworks(stored, i, { width, perCode: 2 })
    return { ...measures, network: around(networks, { draws, trained: true }).network }
  })
  return new ReconstructionScorer({ kind: 'vae', width, members, config: { draws } })
}
