import { type Counts, countsLine, noCounts } from './gates/counts'

/** Collects what held and what did not, and prints it as it comes. */
export class Report {
  #counts: Counts = noCounts

  /** One check: it holds if `check` resolves. */
  async check(name: string, check: () => Promise<void>): Promise<void> {
    const begin = performance.now()
    const failure = await check().then(
      () => undefined,
      (error: unknown) => error ?? new Error('rejected without a reason'),
    )
    const seconds = ((performance.now() - begin) / 1000).toFixed(1)
    console.log(`${failure === undefined ? '✓' : '✗'} ${name} (${seconds} s)`)
    if (failure === undefined) {
      this.#counts = { ...this.#counts, passed: this.#counts.passed + 1 }
    } else {
      this.#counts = { ...this.#counts, failed: this.#counts.failed + 1 }
      console.log(indent(failure instanceof Error ? (failure.stack ?? failure.message) : String(failure)))
    }
  }

  /** `12 passed, 0 failed` */
  get line(): string {
    return countsLine(this.#counts)
  }

  /** Whether something did not hold, or nothing was checked at all. */
  get failed(): boolean {
    return this.#counts.failed > 0 || this.#counts.passed === 0
  }
}

function indent(text: string): string {
  return text.replaceAll(/^/gm, '    ')
}
