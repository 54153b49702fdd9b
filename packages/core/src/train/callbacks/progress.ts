import { requireNumber } from '../../errors/require'
import type { Callback } from '../callback'
import type { EpochReport } from '../history'
import type { Losses, StepEvent } from '../train-event'

/** Options of {@link progress}. */
export interface ProgressOptions {
  /** Takes each line: `(line) => process.stderr.write(`\r${line}`)`, or a status bar of a page. */
  readonly write: (line: string) => void
  /** Milliseconds between two lines. Default 100. */
  readonly every?: number
  /** Characters of the bar. Default 20. */
  readonly width?: number
}

/** Shows a bar with samples a second, every loss term, and the time left. */
export function progress(options: ProgressOptions): Callback {
  const { write } = options
  const every = requireNumber('progress', 'every', options.every ?? 100, { min: 0 })
  const width = requireNumber('progress', 'width', options.width ?? 20, { min: 1 })
  const started = performance.now()
  let firstStep: number | undefined
  let last = Number.NEGATIVE_INFINITY
  return {
    name: 'progress',
    onStep(event) {
      firstStep ??= event.step - 1
      const now = performance.now()
      if (now - last < every && event.step < event.totalSteps) return
      last = now
      const perStep = (now - started) / Math.max(1, event.step - firstStep)
      write(stepLine(event, width, (perStep * (event.totalSteps - event.step)) / 1000))
    },
    onEpoch(report) {
      write(epochLine(report))
    },
  }
}

function stepLine(event: StepEvent, width: number, secondsLeft: number): string {
  const done = Math.round((width * event.step) / event.totalSteps)
  const bar = `${'█'.repeat(done)}${'░'.repeat(width - done)}`
  const losses = Number.isNaN(event.total) ? event.terms : { total: event.total, ...event.terms }
  const rate = `${Math.round(event.samplesPerSecond)} samples/s`
  return `${bar} ${event.step}/${event.totalSteps}  ${lossText(losses)}  ${rate}  ${timeText(secondsLeft)} left`
}

function epochLine({ epoch, losses, validation, seconds }: EpochReport): string {
  const held = validation === undefined ? '' : `  validation ${lossText(validation)}`
  return `epoch ${epoch}  ${lossText(losses)}${held}  ${timeText(seconds)}`
}

function lossText(losses: Losses): string {
  return Object.entries(losses)
    .map(([name, value]) => `${name} ${value.toPrecision(4)}`)
    .join('  ')
}

function timeText(seconds: number): string {
  if (seconds < 60) return `${seconds.toFixed(1)} s`
  const whole = Math.round(seconds)
  return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`
}
