/** A series with what a detector says of it, and where something is wrong. */
export interface ScoredSeries {
  /** One a step, higher = more anomalous; what comes before `from` is not looked at. */
  readonly scores: ArrayLike<number>
  /** First step that counts: those before were learnt from. */
  readonly from: number
  /** Steps from and to before which something is wrong. */
  readonly events: readonly (readonly [number, number])[]
  /** How long a step is, in days. */
  readonly daysPerStep: number
}

/** What a threshold does. */
export interface Alarms {
  /** Alarms within no event; what goes on is another one after {@link QUIET_STEPS}. */
  readonly falseAlarms: number
  /** False alarms a day outside of events. */
  readonly falseAlarmsPerDay: number
  /** Share of events with an alarm within. */
  readonly recall: number
}

/** Steps after an alarm in which there is no other: who was called once need not be called again at once. */
const QUIET_STEPS = 32

/** What happens when everything above a threshold is an alarm, over several series. */
export function alarmsAbove(series: readonly ScoredSeries[], threshold: number): Alarms {
  let [falseAlarms, days, events, found] = [0, 0, 0, 0]
  for (const { scores, from, events: all, daysPerStep } of series) {
    const counted = all.filter(([, end]) => end > from)
    const inEvent = new Uint8Array(scores.length)
    for (const [start, end] of counted) inEvent.fill(1, start, end)
    events += counted.length
    found += counted.filter(([start, end]) => anyAbove(scores, Math.max(start, from), end, threshold)).length
    let lastAlarm = Number.NEGATIVE_INFINITY
    for (let step = from; step < scores.length; step++) {
      if (inEvent[step] === 0) days += daysPerStep
      if (!((scores[step] ?? 0) > threshold) || step - lastAlarm < QUIET_STEPS) continue
      if (inEvent[step] === 0) falseAlarms++
      lastAlarm = step
    }
  }
  return { falseAlarms, falseAlarmsPerDay: falseAlarms / days, recall: found / Math.max(1, events) }
}

function anyAbove(scores: ArrayLike<number>, start: number, end: number, threshold: number): boolean {
  for (let step = start; step < end; step++) if ((scores[step] ?? 0) > threshold) return true
  return false
}

/** The most events that are found with at most so many false alarms a day, by one threshold for all series. */
export function recallAtFalseAlarms(series: readonly ScoredSeries[], perDay: number): number {
  const all = series.flatMap(({ scores, from }) => Array.from(scores).slice(from)).filter(Number.isFinite)
  const candidates = Float64Array.from(new Set(all)).sort()
  // Halving takes it that a lower threshold has more false alarms. Where an alarm comes earlier it may have one fewer.
  let best = 0
  let [low, high] = [0, candidates.length - 1]
  while (low <= high) {
    const middle = Math.floor((low + high) / 2)
    const { falseAlarmsPerDay, recall } = alarmsAbove(series, candidates[middle] ?? 0)
    if (falseAlarmsPerDay <= perDay) {
      best = recall
      high = middle - 1
    } else low = middle + 1
  }
  return best
}
