/** One thing that must hold. */
export interface Case {
  /** What must hold, as a sentence. */
  readonly name: string
  /** Rejects if it does not hold. */
  run(): Promise<void>
}

/** What a test page offers to the process that drives the browser. */
export interface Suite {
  /** The names of the cases, in order. */
  readonly names: readonly string[]
  /** Runs the case at an index; the message of its error, or null if it held. */
  run(index: number): Promise<string | null>
}

declare global {
  /** Set by a page once it is ready. */
  var suite: Suite | undefined
  /** Set by a page that could not become ready. */
  var suiteError: string | undefined
}

/** Offers the cases that `make` gives, once it has given them. */
export async function offerSuite(make: () => Promise<readonly Case[]>): Promise<void> {
  try {
    const cases = await make()
    globalThis.suite = {
      names: cases.map(({ name }) => name),
      async run(index) {
        try {
          await cases[index]?.run()
          return null
        } catch (error) {
          return text(error)
        }
      },
    }
  } catch (error) {
    globalThis.suiteError = text(error)
  }
}

function text(error: unknown): string {
  return error instanceof Error ? `${error.message}\n${error.stack ?? ''}` : String(error)
}
