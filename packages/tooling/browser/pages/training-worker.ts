import { type SmallTrainings, smallTrainings } from './small-trainings'

/** What the worker says, once. */
export type WorkerAnswer = { readonly trainings: SmallTrainings } | { readonly error: string }

/** Told how many threads, it trains and answers. */
self.onmessage = async ({ data }: MessageEvent<number>) => {
  const answer = await smallTrainings(data).then(
    (trainings): WorkerAnswer => ({ trainings }),
    (error: unknown): WorkerAnswer => ({ error: String(error) }),
  )
  self.postMessage(answer)
}
