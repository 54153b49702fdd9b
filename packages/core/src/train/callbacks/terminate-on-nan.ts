import type { Callback } from '../callback'

/** Stops at the first loss that is not a finite number. Together with `earlyStopping` the best weights come back. */
export function terminateOnNaN(): Callback {
  return {
    name: 'terminate-on-nan',
    onStep({ step, total, terms }, run) {
      const bad = Object.entries({
        ...terms,
        ...(Number.isNaN(total) && Object.keys(terms).length > 0 ? {} : { total }),
      }).find(([, value]) => !Number.isFinite(value))
      if (bad !== undefined) run.stop(`${bad[0]} was ${bad[1]} at step ${step}`)
    },
  }
}
