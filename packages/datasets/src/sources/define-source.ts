import { requireKnownOptions } from '@ae/core'
import { defaultStore } from '../cache/default-store'
import { resolveDownloadLimits } from '../cache/download-limits'
import type { ObtainContext } from '../cache/obtain-context'
import { findFile, type ObtainedFile, obtainFile } from '../cache/obtain-file'
import type { DatasetSource, NoOptions } from './dataset-source'
import { LOAD_OPTION_NAMES, type LoadOptions } from './load-options'
import type { SourceFile } from './source-file'
import type { SourceInfo } from './source-info'

/** How a source gets at its files. */
export interface SourceReader {
  /** The file, downloaded if need be. */
  read(file: SourceFile): Promise<ObtainedFile>
  /** The file if it is there already. */
  find(file: SourceFile): Promise<ObtainedFile | undefined>
}

/** What its author says of a source; whether it is verified follows from its files. */
export interface SourceDescription extends Omit<SourceInfo, 'folders' | 'verified'> {
  /** Folders in which its files may lie. Default: the one with its name. */
  readonly folders?: readonly string[]
}

/** What a source is made of. */
export interface SourceDefinition<Splits, Options> {
  /** Its description. */
  readonly info: SourceDescription
  /** Names of the options it adds to {@link LoadOptions}. */
  readonly options?: readonly (keyof Options & string)[]
  /** Makes the splits out of the files. */
  readonly load: (files: SourceReader, options: LoadOptions & Options) => Promise<Splits>
}

/**
 * Makes a {@link DatasetSource}: everything but the parsing is the same for all.
 *
 * @example
 * const words = defineSource({ info, load: async (files) => parse((await files.read(file)).bytes) })
 */
export function defineSource<Splits, Options = NoOptions>(
  definition: SourceDefinition<Splits, Options>,
): DatasetSource<Splits, Options> {
  const { info, load } = definition
  const known = [...LOAD_OPTION_NAMES, ...(definition.options ?? [])]
  const source = async (...given: [options?: LoadOptions & Options]): Promise<Splits> => {
    // Without required options an empty object has all that Options asks for.
    const options = given[0] ?? ({} as LoadOptions & Options)
    requireKnownOptions(info.name, options, known)
    const context = await contextOf(described, options)
    const reader: SourceReader = {
      read: async (file) => obtainFile(file, context),
      find: async (file) => findFile(file, context),
    }
    return load(reader, options)
  }
  const described: SourceInfo = Object.freeze({
    ...info,
    folders: info.folders ?? [info.name],
    verified: info.files.every((file) => file.accepted[0]?.sha256 !== undefined),
  })
  return Object.assign(source, { info: described })
}

async function contextOf(info: SourceInfo, options: LoadOptions): Promise<ObtainContext> {
  return {
    set: info.name,
    folders: info.folders,
    store: options.storage ?? (await defaultStore(options.dataDir)),
    offline: options.offline ?? false,
    limits: resolveDownloadLimits(options.limits),
    fetch: options.fetch ?? globalThis.fetch.bind(globalThis),
    onProgress: options.onProgress,
    signal: options.signal,
  }
}
