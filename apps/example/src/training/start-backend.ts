import { useWasm } from '@ae/wasm'

let started: Promise<string> | undefined

/** Starts the backend that training is fast on, once; what runs, in words. */
export function startBackend(): Promise<string> {
  started ??= start()
  return started
}

async function start(): Promise<string> {
  const { backend, threads } = await useWasm()
  return `${backend}, ${threads} ${threads === 1 ? 'thread' : 'threads'}`
}
