/** Milliseconds of work after which the event loop gets a turn: short enough for a signal or a message to be seen. */
const LONGEST_BREATH = 50

/**
 * Lets timers, messages and an `AbortSignal` through now and then, on backends that never really wait.
 *
 * The clock decides only when to pause, never what is computed.
 */
export class Breath {
  #last = performance.now()

  /** Returns at once, or after one turn of the event loop if the last was long ago. */
  async take(): Promise<void> {
    if (performance.now() - this.#last < LONGEST_BREATH) return
    const { port1, port2 } = new MessageChannel()
    await new Promise<void>((resolve) => {
      port1.onmessage = () => resolve()
      port2.postMessage(0)
    })
    port1.close()
    this.#last = performance.now()
  }
}
