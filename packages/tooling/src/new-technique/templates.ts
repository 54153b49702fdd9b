import type { Names } from './names'

/** The files of a technique's folder, in the order they are read. They hold an auto-encoder with one term to replace. */
export function techniqueFiles(names: Names): Readonly<Record<string, string>> {
  return {
    'config.ts': config(names),
    'loss.ts': loss(names),
    'model.ts': model(names),
    'index.ts': index(names),
    [`${names.kebab}.test.ts`]: test(names),
  }
}

function config({ pascal }: Names): string {
  return `import { requireKnownOptions, requireNumber } from '../../errors/require'
import {
  POINT_LATENT_OPTIONS,
  type PointLatentConfig,
  type ResolvedPointLatentConfig,
  resolvePointLatentConfig,
} from '../point-latent'

/** Configuration of a {@link ${pascal}}. */
export interface ${pascal}Config extends PointLatentConfig {
  /** Weight of the code's penalty, at least 0. Default 0.001. */
  readonly penaltyWeight?: number
}

/** {@link ${pascal}Config} with every default filled in; networks are in the model. */
export type Resolved${pascal}Config = ResolvedPointLatentConfig &
  Required<Omit<${pascal}Config, keyof PointLatentConfig>>

/**
 * Fills in and checks a configuration.
 *
 * @throws AeError \`config\`
 */
export function resolve${pascal}Config(config: ${pascal}Config): Resolved${pascal}Config {
  const subject = '${pascal}'
  requireKnownOptions(subject, config, [...POINT_LATENT_OPTIONS, 'penaltyWeight'])
  return Object.freeze({
    ...resolvePointLatentConfig(subject, config),
    penaltyWeight: requireNumber(subject, 'penaltyWeight', config.penaltyWeight ?? 0.001, { min: 0 }),
  })
}
`
}

function loss(_: Names): string {
  return `import * as tf from '@tensorflow/tfjs'

/**
 * How large codes are: \`1/B · Σ_b Σ_d z_bd²\`. Replace it by the technique's own term, with its equation's number.
 *
 * @param z [B, D]
 * @returns scalar ≥ 0, owned by the caller
 */
export function codePenalty(z: tf.Tensor): tf.Scalar {
  return tf.tidy(() => z.square().sum(-1).mean().asScalar())
}
`
}

function model({ kebab, pascal }: Names): string {
  return `import type * as tf from '@tensorflow/tfjs'
import type { LatentModel } from '../../interfaces/model'
import type { NetworkTopology } from '../../interfaces/network'
import type { Objective, Phase, StepContext } from '../../interfaces/phase'
import type { LatentNetworks } from '../latent-networks'
import { pointLatent } from '../point-latent'
import { reconstructionLoss } from '../reconstruction'
import { type Resolved${pascal}Config, resolve${pascal}Config, type ${pascal}Config } from './config'
import { codePenalty } from './loss'

/**
 * What it is, in one sentence.
 *
 * \`\`\`
 * x ──► encoder ──► z ──► decoder ──► output function ──► x̂
 *                   └──► penalty
 *      minimise  reconstruction(x, x̂) + penaltyWeight · penalty(z)
 * \`\`\`
 *
 * What it is not, and when to prefer which sibling.
 *
 * @see the paper: authors, year, title, where
 * @example
 * const model = new ${pascal}({ inputShape: [28, 28, 1], latentDim: 30 })
 * await fit(model, images, { epochs: 20 })
 */
export class ${pascal} implements LatentModel {
  /** The tag of its checkpoints. */
  static readonly kind = '${kebab}'
  readonly kind: string = ${pascal}.kind
  readonly config: Resolved${pascal}Config
  readonly phases: readonly [Phase<tf.Tensor>]
  readonly #latent: LatentNetworks

  /** @throws AeError \`config\` on a bad option, \`shape\` if a network does not fit */
  constructor(config: ${pascal}Config) {
    this.config = resolve${pascal}Config(config)
    this.#latent = pointLatent('${pascal}', this.config, config)
    this.phases = [
      {
        name: '${kebab}',
        variables: this.#latent.variables,
        objective: (x, ctx) => this.#objective(x, ctx),
      },
    ]
  }

  /** \`[B, …inputShape]\` → \`[B, latentDim]\`. Borrows \`x\`; the code is the caller's. */
  encode(x: tf.Tensor): tf.Tensor {
    return this.#latent.encode(x)
  }

  /** \`[B, latentDim]\` → \`[B, …inputShape]\`. Borrows \`z\`; the result is the caller's. */
  decode(z: tf.Tensor): tf.Tensor {
    return this.#latent.decode(z)
  }

  weights(): Readonly<Record<string, tf.Variable>> {
    return this.#latent.weights()
  }

  topologies(): Readonly<Record<string, NetworkTopology>> {
    return this.#latent.topologies()
  }

  dispose(): void {
    this.#latent.dispose()
  }

  #objective(x: tf.Tensor, ctx: StepContext): Objective {
    const z = this.#latent.code(x, ctx)
    const reconstruction = reconstructionLoss(this.config, x, this.#latent.networks.decoder.apply(z, ctx))
    const penalty = codePenalty(z)
    const total = reconstruction.add(penalty.mul(this.config.penaltyWeight)).asScalar()
    return { total, terms: { reconstruction, penalty } }
  }
}
`
}

function index({ pascal }: Names): string {
  return `export type { Resolved${pascal}Config, ${pascal}Config } from './config'
export { ${pascal} } from './model'
`
}

function test({ pascal }: Names): string {
  return `import * as tf from '@tensorflow/tfjs'
import { expect, test } from 'vitest'
import { mlp } from '../../networks/mlp'
import { createRng } from '../../rng/rng'
import { latentModelContract } from '../../testing/latent-model-contract'
import { adam } from '../../train/adam'
import { fit } from '../../train/fit'
import { ${pascal} } from '.'

const small = { encoder: mlp({ hiddenUnits: [8] }), decoder: mlp({ hiddenUnits: [8] }) }
const contract = latentModelContract({
  Model: ${pascal},
  create: (seed) => new ${pascal}({ inputShape: [3, 4], latentDim: 2, ...small, seed }),
  batch: () => createRng(1).uniform([8, 3, 4]),
  optimizer: adam({ learningRate: 0.01 }),
})
test.each(contract)('$name', ({ run }) => run())

/** Replace it by what the paper claims. */
test('a heavy penalty makes codes small', async () => {
  const x = createRng(2).uniform([32, 6])
  const sizes: number[] = []
  for (const penaltyWeight of [0, 10]) {
    const model = new ${pascal}({ inputShape: [6], latentDim: 2, ...small, penaltyWeight })
    await fit(model, x, { epochs: 60, batchSize: 32, optimizer: adam({ learningRate: 0.01 }) })
    const size = tf.tidy(() => model.encode(x).square().mean())
    sizes.push((await size.data())[0] ?? Number.NaN)
    size.dispose()
    model.dispose()
  }
  x.dispose()
  const [free = Number.NaN, held = Number.NaN] = sizes
  expect(held).toBeLessThan(free / 2)
})
`
}

/** The technique's page, with the headings that every page has. */
export function page({ pascal, title }: Names): string {
  return `# ${title}

## Idea

One paragraph, and what flows where.

## Objective

$$
\\mathcal{L} = \\frac{1}{B} \\sum_{i=1}^{B} \\lVert x_i - \\hat{x}_i \\rVert_2^2 + \\lambda \\lVert z_i \\rVert_2^2
$$

## Use

\`\`\`ts
const model = new ${pascal}({ inputShape: [28, 28, 1], latentDim: 16 })
await fit(model, images, { epochs: 20 })
\`\`\`

## Configuration

<!-- configuration: ${pascal}Config -->

## What to expect

Numbers with data, seed, backend, machine and time, and the command that repeats them.

## Failure modes

| seen | reason | remedy |
|---|---|---|
| | | |

## References

- Authors year, *Title*, where.
`
}

/** The changeset. */
export function changeset({ pascal }: Names): string {
  return `---
'@ae/core': minor
---

Added ${pascal}.
`
}
