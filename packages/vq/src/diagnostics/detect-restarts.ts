import type { DiagnosticOf } from '@ae/core'
import type { CodeUsage } from '../usage/code-usage'

/** Codes that a message names one by one. */
const MOST_NAMED = 8

/** Share of the codes, restarted in one epoch, that is a storm. */
const STORM = 0.2

/** Passes in which a codebook may still look for its place. */
const SETTLING_EPOCHS = 3

/** What was done against dead codes, which codes and why; undefined where nothing was. */
export function detectRestarts({ restarts, codes }: CodeUsage): DiagnosticOf<'codesRestarted'> | undefined {
  const [first] = restarts
  if (first === undefined) return undefined
  const names = restarts.slice(0, MOST_NAMED).map(({ code }) => code)
  const more = restarts.length > MOST_NAMED ? `, … ${restarts.length} in all` : ''
  const mostUses = restarts.reduce((most, { uses }) => Math.max(most, uses), 0)
  return {
    kind: 'codesRestarted',
    message: `Codes ${names.join(', ')}${more} of ${codes} were put on vectors of a batch: each stood for at most ${mostUses.toFixed(2)} vectors a batch, where ${first.threshold.toFixed(2)} is the least.`,
    advice: 'nothing, where it becomes rarer; else a smaller codebook, or a lower restart.threshold.',
    values: { restarted: restarts.length, codes, mostUses, threshold: first.threshold },
  }
}

/** A codebook that does not settle. */
export function detectRestartStorm(
  { restarts, codes }: CodeUsage,
  epoch: number,
): DiagnosticOf<'restartStorm'> | undefined {
  if (epoch <= SETTLING_EPOCHS || restarts.length <= STORM * codes) return undefined
  return {
    kind: 'restartStorm',
    message: `${restarts.length} of ${codes} codes were restarted in epoch ${epoch}.`,
    advice: 'a lower restart.threshold, a smaller codebook, or a decay that remembers longer.',
    values: { restarted: restarts.length, codes },
  }
}
