import { AeError } from '@ae/core'
import type { SourceFile } from '../sources/source-file'
import { checkBytes, isProvable } from './check-bytes'
import { attemptDownload } from './download-attempt'
import type { Bytes } from './file-store'
import { howToGet, type ObtainContext, requireNotAborted } from './obtain-context'
import { openPartialFile, type PartialFile } from './partial-file'
import { wait } from './wait'

/**
 * Downloads a file from the first address that gives it, checks it and puts it into the store.
 *
 * @param target its name in the store
 * @throws AeError `data` if no address gives it, `state` if it was aborted
 */
export async function downloadFile(file: SourceFile, target: string, context: ObtainContext): Promise<Bytes> {
  const { store } = context
  const accepted = file.accepted.filter(({ name }) => name === file.name)
  const partial = await openPartialFile(store, `${target}.part`)
  const failures: string[] = []
  let cause: unknown
  for (const url of file.urls) {
    // The bytes of a bad download may be those of an earlier, interrupted one: once more from the start.
    for (let pass = partial.size > 0 ? 0 : 1; pass < 2; pass++) {
      const outcome = await downloadFrom(url, file, partial, context)
      if (outcome.failure !== undefined) {
        failures.push(`${url}: ${outcome.failure}`)
        cause = outcome.cause
        break
      }
      const bytes = (await store.read(`${target}.part`)) ?? new Uint8Array(0)
      try {
        await checkBytes({ accepted, path: target, bytes, context, from: url })
      } catch (error) {
        await partial.discard()
        if (pass === 1 && url === file.urls.at(-1)) throw error
        if (pass === 1) failures.push(`${url}: ${error instanceof Error ? error.message : String(error)}`)
        continue
      }
      await store.move(`${target}.part`, target)
      await store.remove(`${target}.part.json`)
      return bytes
    }
  }
  throw new AeError(
    'data',
    `${context.set}: expected to download '${file.name}'. Received:\n${failures.map((line) => `  - ${line}`).join('\n')}`,
    { hint: howToGet(file, context), cause },
  )
}

async function downloadFrom(
  url: string,
  file: SourceFile,
  partial: PartialFile,
  context: ObtainContext,
): Promise<{ readonly failure?: string; readonly cause?: unknown }> {
  const { limits, onProgress, signal } = context
  const report = (received: number, total: number | undefined): void =>
    onProgress?.({ file: file.name, received, ...(total === undefined ? {} : { total }) })
  const versions = file.accepted.filter(({ name }) => name === file.name)
  const [first, ...others] = versions
  for (let attempt = 1; ; attempt++) {
    const outcome = await attemptDownload(partial, {
      url,
      // Several versions of one name differ from address to address, so their bytes must not be joined.
      provable: others.length === 0 && isProvable(versions),
      bytes: others.length === 0 ? first?.bytes : undefined,
      limits,
      fetch: context.fetch,
      onProgress: report,
      signal,
    })
    requireNotAborted(context)
    if (outcome.kind === 'done') return {}
    if (outcome.kind === 'no') return { failure: outcome.reason, cause: outcome.cause }
    if (attempt === limits.attempts) {
      return { failure: `${outcome.reason}, ${attempt} times`, cause: outcome.cause }
    }
    await wait(limits.backoff * 2 ** (attempt - 1), signal)
    requireNotAborted(context)
  }
}
