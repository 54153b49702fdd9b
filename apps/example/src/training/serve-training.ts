import { type Losses, type TrainEvent, type Training, train } from '@ae/core'
import type { Experiment } from './experiment'
import type { Command, News, Report } from './messages'
import { startBackend } from './start-backend'

/** Milliseconds between two reports of losses. */
const LOSSES_EVERY = 100

/** Milliseconds between two reports of images, which cost a reconstruction each. */
const IMAGES_EVERY = 500

/** A training that exists, running or paused. */
interface Session<B> {
  readonly run: number
  readonly experiment: Experiment<B>
  readonly training: Training<B>
}

/**
 * The worker's side of a training: obeys the page's commands and reports losses and images.
 *
 * Stopping is not asking for the next step, so that starting again goes on exactly there.
 */
export function serveTraining<S, B = unknown>(create: (settings: S) => Promise<Experiment<B>>): void {
  let session: Promise<Session<B>> | undefined
  /** The run that is to go on. A number, not a flag: a reset and a start may arrive together. */
  let wanted: number | undefined
  /** Commands are obeyed one after the other. */
  let queue = Promise.resolve()

  const go = async ({ run, experiment, training }: Session<B>, backend: string): Promise<void> => {
    const report = (news: News): void => send({ run, news })
    let losses: { step: number; values: Losses }[] = []
    let lossesAt = performance.now()
    let imagesAt = Number.NEGATIVE_INFINITY
    const show = async (): Promise<void> => report({ type: 'images', strips: await experiment.show() })
    let ended = false
    while (wanted === run && !ended) {
      const { value, done } = await training.next()
      ended = done === true
      if (done === true) break
      if (value.type !== 'step') continue
      losses.push({ step: value.step, values: { total: value.total, ...value.terms } })
      const now = performance.now()
      if (now - lossesAt < LOSSES_EVERY) continue
      report(progress(value, backend, losses))
      losses = []
      lossesAt = now
      if (now - imagesAt > IMAGES_EVERY) {
        imagesAt = now
        await show()
      }
      await nextTask()
    }
    await show()
    report({ type: ended ? 'ended' : 'stopped' })
  }

  const begin = async (run: number, settings: S): Promise<void> => {
    const backend = await startBackend()
    session ??= create(settings).then((experiment) => {
      const { model, data, optimizer, epochs } = experiment
      return { run, experiment, training: train(model, data, { optimizer, epochs, readEvery: 5 }) }
    })
    await go(await session, backend)
  }

  const reset = async (): Promise<void> => {
    const ended = await session
    session = undefined
    await ended?.training.return()
    ended?.experiment.dispose()
  }

  self.onmessage = ({ data: command }: MessageEvent<Command<S>>): void => {
    wanted = command.type === 'start' ? command.run : undefined
    if (command.type === 'stop') return
    queue = queue.then(async () => {
      try {
        if (command.type === 'start') await begin(command.run, command.settings)
        else await reset()
      } catch (error) {
        if (command.type !== 'start') throw error
        const message = error instanceof Error ? error.message : String(error)
        send({ run: command.run, news: { type: 'failed', message } })
      }
    })
  }
}

function progress(
  { step, totalSteps, samplesPerSecond }: Extract<TrainEvent, { type: 'step' }>,
  backend: string,
  losses: readonly { readonly step: number; readonly values: Losses }[],
): News {
  return { type: 'progress', backend, step, totalSteps, samplesPerSecond, losses }
}

function send(report: Report): void {
  self.postMessage(report)
}

/** Lets the page's commands in. */
function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve)
  })
}
