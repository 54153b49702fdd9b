import type { Command, Progress, Report } from '../training/messages'
import { element } from './element'
import { paintStrips } from './image-strips'
import { lossChart } from './loss-chart'
import type { NumberField } from './number-field'

/** What a {@link trainingView} controls. */
export interface TrainingViewOptions<S> {
  /** What the visitor may choose before a training. */
  readonly fields: readonly NumberField[]
  /** The choices, as the worker wants them. */
  settings(): S
  /** Starts a worker that calls `serveTraining`. */
  createWorker(): Worker
}

/** Controls, live losses and images of a training in a worker. The result ends the worker. */
export function trainingView<S>(parent: HTMLElement, options: TrainingViewOptions<S>): () => void {
  const { fields, settings, createWorker } = options
  const worker = createWorker()
  const send = (command: Command<S>): void => worker.postMessage(command)
  const start = element('button', { type: 'button', class: 'primary' }, 'Start')
  const stop = element('button', { type: 'button' }, 'Stop')
  const reset = element('button', { type: 'button' }, 'Reset')
  const status = element('p', { role: 'status' })
  const chart = lossChart()
  const images = element('section', { 'aria-label': 'Images', class: 'images' })

  const enter = (state: 'new' | 'running' | 'stopped' | 'ended', words: string): void => {
    start.disabled = state === 'running' || state === 'ended'
    stop.disabled = state !== 'running'
    reset.disabled = state === 'new'
    for (const field of fields) field.enable(state === 'new')
    status.dataset.state = state
    status.textContent = words
  }
  const fresh = 'Choose, then start. To choose again, reset.'
  let position = ''
  let run = 0

  start.addEventListener('click', () => {
    enter('running', 'Getting ready: the digits are written, the network is built.')
    send({ type: 'start', run, settings: settings() })
  })
  stop.addEventListener('click', () => send({ type: 'stop' }))
  reset.addEventListener('click', () => {
    send({ type: 'reset' })
    run++
    chart.clear()
    images.replaceChildren()
    enter('new', fresh)
  })

  worker.addEventListener('message', ({ data }: MessageEvent<Report>) => {
    if (data.run !== run) return
    const { news } = data
    if (news.type === 'progress') {
      position = positionOf(news)
      status.textContent = position
      chart.add(news.losses)
    }
    if (news.type === 'images') paintStrips(images, news.strips)
    if (news.type === 'stopped') enter('stopped', `Stopped. ${position}`)
    if (news.type === 'ended') enter('ended', `Done. ${position}`)
    if (news.type === 'failed') enter('stopped', `The training failed: ${news.message}`)
  })
  worker.addEventListener('error', ({ message }) =>
    enter('stopped', `The worker failed: ${message || 'it could not be loaded'}`),
  )

  parent.append(
    element(
      'section',
      { 'aria-label': 'Controls', class: 'controls' },
      ...fields.map(({ node }) => node),
      element('div', { class: 'buttons' }, start, stop, reset),
    ),
    status,
    element('section', { 'aria-label': 'Losses' }, chart.node),
    images,
  )
  enter('new', fresh)
  return () => worker.terminate()
}

function positionOf({ step, totalSteps, samplesPerSecond, backend, losses }: Progress): string {
  const loss = losses.at(-1)?.values.total
  const words = loss === undefined ? '' : ` · loss ${loss.toPrecision(4)}`
  return `Step ${step} of ${totalSteps}${words} · ${Math.round(samplesPerSecond)} images/s on ${backend}`
}
