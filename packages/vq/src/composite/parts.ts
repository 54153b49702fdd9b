import {
  AeError,
  requireKnownOptions,
  requirePositiveInteger,
  type Shape,
  type StepContext,
  show,
} from '@ae/core'
import * as tf from '@tensorflow/tfjs'
import type { Quantizer } from '../quantizer'
import { CodeCounter } from '../usage/code-counter'
import type { CodeUsage } from '../usage/code-usage'
import {
  BASIC_QUANTIZERS,
  createQuantizerOf,
  type QuantizerLike,
  type QuantizerSpec,
} from './create-basic-quantizer'

/** One quantizer in several places. */
export interface SharedQuantizer {
  /** Which. */
  readonly quantizer: QuantizerLike
  /** In how many places. */
  readonly count: number
}

/** Quantizers that together make one: one a place, or one in all places. The whole owns them from here on. */
export type QuantizerParts = readonly QuantizerLike[] | SharedQuantizer

/** A {@link SharedQuantizer}, described. */
export interface ResolvedSharedQuantizer {
  /** Kind and configuration. */
  readonly quantizer: QuantizerSpec
  /** In how many places. */
  readonly count: number
}

/** {@link QuantizerParts}, described. */
export type ResolvedParts = readonly QuantizerSpec[] | ResolvedSharedQuantizer

/** Who has parts. */
export interface PartsRequest {
  /** For error messages: `ResidualQuantizer`. */
  readonly subject: string
  /** The option they came in: `levels`. */
  readonly option: string
  /** What came. */
  readonly given: QuantizerParts
}

type Aux = Readonly<Record<string, tf.Tensor>>

/** The quantizers that together make one, and what is the same whatever they do together. */
export class Parts {
  /** One a place; the same again where it is shared. */
  readonly each: readonly Quantizer[]
  /** Whether one quantizer is in all places. */
  readonly shared: boolean
  /** What a checkpoint says of them. */
  readonly config: ResolvedParts
  /** Axes of the indices of one vector: places first. */
  readonly indexShape: Shape
  readonly #own: readonly Quantizer[]
  readonly #counter: CodeCounter

  /** @throws AeError `config` unless there is at least one, and all have as many codes and indices */
  constructor({ subject, option, given }: PartsRequest) {
    const likes = requireParts(subject, option, given)
    const made: Quantizer[] = []
    try {
      for (const like of likes.quantizers) {
        made.push(createQuantizerOf(`${subject}: \`${option}\``, like, BASIC_QUANTIZERS))
      }
      requireAlike(subject, option, made)
    } catch (error) {
      for (const quantizer of made) if (!likes.quantizers.includes(quantizer)) quantizer.dispose()
      throw error
    }
    const [first] = made as [Quantizer]
    this.#own = made
    this.shared = likes.shared
    this.each = likes.shared ? Array.from({ length: likes.count }, () => first) : made
    const specs = made.map(({ kind, config }) => Object.freeze({ kind, config }))
    const [spec] = specs as [QuantizerSpec]
    this.config = Object.freeze(likes.shared ? { quantizer: spec, count: likes.count } : specs)
    this.indexShape = [this.each.length, ...first.indexShape]
    const places = this.indexShape.reduce((product, side) => product * side, 1)
    this.#counter = new CodeCounter({ subject, codebookSize: first.codebookSize, places })
  }

  /** K of each place. */
  get codebookSize(): number {
    return this.#own[0]?.codebookSize ?? 1
  }

  /** Everything an optimizer may move. */
  get variables(): readonly tf.Variable[] {
    return this.#own.flatMap(({ variables }) => variables)
  }

  /**
   * Throws after dispose.
   *
   * @throws AeError `state`
   */
  requireOpen(): void {
    this.#counter.requireOpen()
  }

  /** A place's own stream of the step. */
  contextOf<C extends StepContext>(place: number, ctx: C): C {
    return { ...ctx, rng: ctx.rng.fork(`place ${place}`) }
  }

  /** Counts the indices of a step, and lets each part learn from its own `aux`; places that had none learn nothing. */
  afterStep(indices: tf.Tensor | undefined, auxes: readonly Aux[], ctx: StepContext): void {
    this.count(indices)
    tf.tidy(() => {
      if (!this.shared) {
        auxes.forEach((aux, place) => this.each[place]?.afterStep(aux, this.contextOf(place, ctx)))
        return
      }
      const [first] = auxes
      if (first === undefined) return
      // One step of what is shared, with the rows of all places.
      const rows = Object.keys(first).map((name) => [
        name,
        tf.concat(auxes.flatMap((aux) => aux[name] ?? [])),
      ])
      this.each[0]?.afterStep(Object.fromEntries(rows) as Aux, ctx)
    })
  }

  /** Counts the indices of a step. */
  count(indices: tf.Tensor | undefined): void {
    if (indices !== undefined) this.#counter.add(indices)
  }

  /** Usage of each place; restarts of a shared quantizer are with the first. */
  async usage(): Promise<readonly CodeUsage[]> {
    const reports = await this.#counter.read()
    const inner = (await Promise.all(this.#own.map((quantizer) => quantizer.usage()))).flat()
    return reports.map((report, place) => ({ ...report, restarts: inner[place]?.restarts ?? [] }))
  }

  /** Counts anew. */
  resetUsage(): void {
    this.#counter.reset()
    for (const quantizer of this.#own) quantizer.resetUsage()
  }

  /** Every weight, those of a part after its number. */
  weights(): Readonly<Record<string, tf.Variable>> {
    const entries = this.#own.flatMap((quantizer, place) =>
      Object.entries(quantizer.weights()).map(([name, weight]) => [`${place}/${name}`, weight] as const),
    )
    return { usage: this.#counter.counts, ...Object.fromEntries(entries) }
  }

  /** Frees all parts; a second call does nothing. */
  dispose(): void {
    this.#counter.dispose()
    for (const quantizer of this.#own) quantizer.dispose()
  }
}

/** `aux` of several places under one roof. */
export function joinAux(auxes: readonly Aux[]): Aux {
  return Object.fromEntries(
    auxes.flatMap((aux, place) => Object.entries(aux).map(([name, tensor]) => [`${place}/${name}`, tensor])),
  )
}

/** The inverse of {@link joinAux}. */
export function splitAux(joined: Aux, places: number): readonly Aux[] {
  const parts = Array.from({ length: places }, (_, place) => {
    const prefix = `${place}/`
    const own = Object.entries(joined).filter(([name]) => name.startsWith(prefix))
    return Object.fromEntries(own.map(([name, tensor]) => [name.slice(prefix.length), tensor]))
  })
  return parts.filter((part) => Object.keys(part).length > 0)
}

interface Likes {
  readonly quantizers: readonly QuantizerLike[]
  readonly count: number
  readonly shared: boolean
}

function requireParts(subject: string, option: string, given: QuantizerParts): Likes {
  if (Array.isArray(given) && given.length > 0) {
    const quantizers = given as readonly QuantizerLike[]
    return { quantizers, count: quantizers.length, shared: false }
  }
  if (typeof given === 'object' && given !== null && !Array.isArray(given)) {
    const { quantizer, count } = requireKnownOptions(`${subject}.${option}`, given as SharedQuantizer, [
      'quantizer',
      'count',
    ])
    return {
      quantizers: [quantizer],
      count: requirePositiveInteger(subject, `${option}.count`, count),
      shared: true,
    }
  }
  throw new AeError(
    'config',
    `${subject}: \`${option}\` must be a list of quantizers, or { quantizer, count }. Received: ${show(given)}.`,
  )
}

function requireAlike(subject: string, option: string, made: readonly Quantizer[]): void {
  if (new Set(made).size < made.length) {
    throw new AeError(
      'config',
      `${subject}: \`${option}\` must be different quantizers. Received one twice.`,
      {
        hint: '{ quantizer, count } has one in several places.',
      },
    )
  }
  const kinds = made.map(({ codebookSize, indexShape }) => show([codebookSize, ...indexShape]))
  if (new Set(kinds).size <= 1) return
  throw new AeError(
    'config',
    `${subject}: \`${option}\` must have as many codes and indices each. Received: ${kinds.join(', ')}.`,
  )
}
