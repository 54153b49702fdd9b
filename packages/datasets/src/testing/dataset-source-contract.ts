import { AeError } from '@ae/core'
import type { ContractCase } from '@ae/core/testing'
import { memoryStore } from '../cache/memory-store'
import type { LoadOptions } from '../sources/load-options'
import type { SourceInfo } from '../sources/source-info'

/** A source as the contract uses it: options of its own are given beforehand. */
export interface ContractSource {
  /** Loads it. */
  load(options: LoadOptions): Promise<unknown>
  /** What it says of itself. */
  readonly info: SourceInfo
}

/**
 * What every data source must keep: it says where it comes from and under which terms, and without its files, or with
 * damaged ones, it explains what is missing instead of loading something else.
 *
 * @example
 * const contract = datasetSourceContract({ info: mnist.info, load: (options) => mnist(options) })
 * test.each(contract)('$name', ({ run }) => run())
 */
export function datasetSourceContract({ info, load }: ContractSource): readonly ContractCase[] {
  return [
    {
      name: `${info.name} names its title, licence, citation, homepage and shape`,
      async run() {
        for (const [part, words] of Object.entries({
          title: info.title,
          licence: info.licence,
          citation: info.citation,
          homepage: info.homepage,
          shape: info.shape,
        })) {
          demand(words.trim() !== '', `expected '${part}' to be filled in.`)
        }
      },
    },
    {
      name: `${info.name} names its official file first, by addresses that are URLs and checksums that are SHA-256`,
      async run() {
        demand(info.files.length > 0, 'expected at least one file.')
        for (const { name, urls, accepted } of info.files) {
          demand(accepted[0]?.name === name, `expected '${name}' to be the first accepted file.`)
          for (const url of urls) demand(URL.canParse(url), `expected a URL. Received: '${url}'.`)
          for (const { sha256 } of accepted) {
            demand(
              sha256 === undefined || /^[0-9a-f]{64}$/.test(sha256),
              `expected a SHA-256. Received: '${sha256}'.`,
            )
          }
          demand(!info.verified || accepted[0]?.sha256 !== undefined, `expected a checksum of '${name}'.`)
        }
      },
    },
    {
      name: `${info.name} says offline which file it lacks`,
      async run() {
        const message = await refusal(() => load({ storage: memoryStore(), offline: true }))
        demand(message.includes('offline'), `expected a word on being offline. Received: ${message}`)
      },
    },
    {
      name: `${info.name} gives what the bytes say or an AeError where files are not what they claim to be`,
      async run() {
        const bytes = new TextEncoder().encode('<!doctype html><title>404</title>')
        const [folder = ''] = info.folders
        const files = info.files.map(({ name }) => [`${folder}/${name}`, bytes] as const)
        try {
          await load({ storage: memoryStore(Object.fromEntries(files)), offline: true })
        } catch (error) {
          demand(error instanceof AeError, `expected an AeError. Received: ${String(error)}.`)
        }
      },
    },
  ]
}

/** The message of the AeError that `f` rejects with. */
async function refusal(f: () => Promise<unknown>): Promise<string> {
  let loaded: unknown
  try {
    loaded = await f()
  } catch (error) {
    if (error instanceof AeError) return error.message
    throw new AeError('state', `contract: expected an AeError. Received: ${String(error)}.`, { cause: error })
  }
  throw new AeError('state', `contract: expected an AeError. Received: ${typeof loaded}.`)
}

function demand(condition: boolean, message: string): void {
  if (!condition) throw new AeError('state', `contract: ${message}`)
}
