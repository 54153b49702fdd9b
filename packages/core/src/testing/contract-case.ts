import { AeError } from '../errors/ae-error'

/**
 * One thing that must hold; independent of any test runner.
 *
 * @example
 * test.each(latentModelContract({ … }))('$name', ({ run }) => run())
 */
export interface ContractCase {
  /** What must hold, as a sentence. */
  readonly name: string
  /** Resolves if it holds, rejects with an AeError that says what was seen if not. */
  run(): Promise<void>
}

/** Throws AeError `state` with `message` unless `condition` holds. */
export function demand(condition: boolean, message: string): void {
  if (!condition) throw new AeError('state', `contract: ${message}`)
}

/** What `f` throws or rejects with; undefined if it does neither. */
export async function errorOf(f: () => unknown): Promise<unknown> {
  try {
    await f()
    return undefined
  } catch (error) {
    return error
  }
}
