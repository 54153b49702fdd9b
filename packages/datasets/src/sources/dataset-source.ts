import type { LoadOptions } from './load-options'
import type { SourceInfo } from './source-info'

/** What a source without options of its own takes. */
export type NoOptions = Record<never, never>

/** Arguments of a source: the options may be left out unless one of them is required. */
export type SourceArguments<Options> = NoOptions extends Options
  ? [options?: LoadOptions & Options]
  : [options: LoadOptions & Options]

/**
 * A data set that can be loaded: a function with a description.
 *
 * Sets without an official division give one split named `all`.
 *
 * @example
 * const { train, test } = await mnist()
 * mnist.info.licence
 */
export type DatasetSource<Splits, Options = NoOptions> = ((
  ...options: SourceArguments<Options>
) => Promise<Splits>) & {
  /** What is known of it before it is loaded. */
  readonly info: SourceInfo
}
