import type { TrainingState } from '../checkpoint/training-state'
import { AeError } from '../errors/ae-error'
import { show } from '../errors/require'
import type { Callback } from './callback'

/** Adds what every callback remembers to a training's state. */
export function callbackStates(callbacks: readonly Callback[], training: TrainingState): TrainingState {
  const states = callbacks.flatMap((callback) => {
    const state = callback.state?.()
    return state === undefined ? [] : [[callback.name, state] as const]
  })
  const tensors = states.flatMap(([name, state]) =>
    Object.entries(state.tensors).map(([key, tensor]) => [`callback/${name}/${key}`, tensor] as const),
  )
  return {
    json: {
      ...asObject(training.json),
      callbacks: Object.fromEntries(states.map(([name, { json }]) => [name, json])),
    },
    tensors: { ...training.tensors, ...Object.fromEntries(tensors) },
  }
}

/**
 * Hands each callback what it remembered. A callback that the checkpoint does not know starts afresh.
 *
 * @throws AeError `data` if the state is malformed
 */
export function restoreCallbacks(callbacks: readonly Callback[], state: TrainingState): void {
  const saved = asObject(asObject(state.json).callbacks ?? {})
  for (const callback of callbacks) {
    const json = saved[callback.name]
    if (json === undefined) continue
    const prefix = `callback/${callback.name}/`
    const mine = Object.entries(state.tensors).filter(([name]) => name.startsWith(prefix))
    const tensors = Object.fromEntries(mine.map(([name, tensor]) => [name.slice(prefix.length), tensor]))
    callback.restore?.({ json, tensors })
  }
}

function asObject(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    // Checked just above: it can be read by key.
    return value as Readonly<Record<string, unknown>>
  }
  throw new AeError('data', `resume: expected an object in the training state. Received: ${show(value)}.`)
}
