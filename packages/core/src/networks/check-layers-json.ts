import { AeError } from '../errors/ae-error'
import { show } from '../errors/require'

/** How deep a model's JSON may be nested; real ones stay below twenty. */
const MOST_DEPTH = 64

/** Keys as tfjs writes them. It reads others too, and turns them into these: what was checked would not be what is built. */
const CANONICAL = /^[a-z0-9]+(_[a-z0-9]+)*$/

type JsonObject = Readonly<Record<string, unknown>>

/**
 * Throws unless the JSON of a layers model is one that tfjs can build in bounded time and memory: keys in their
 * canonical spelling, no fixed batch, no states, graphs without cycles whose every reference leads somewhere.
 *
 * @throws AeError `data`
 */
export function checkLayersJson(json: unknown, depth = 0): void {
  if (depth > MOST_DEPTH) throw refused(`lists and objects at most ${MOST_DEPTH} deep`, 'more')
  if (Array.isArray(json)) {
    for (const item of json) checkLayersJson(item, depth + 1)
    return
  }
  if (typeof json !== 'object' || json === null) return
  for (const [key, value] of Object.entries(json)) {
    if (!CANONICAL.test(key)) throw refused('keys in lower case with underscores', show(key))
    if (key === 'stateful' && value === true) throw refused('layers that keep no state', 'a stateful one')
    const fixed = /^batch_(input_)?shape$/.test(key) && Array.isArray(value) && value[0] !== null
    if (fixed || (key === 'batch_size' && value !== null)) throw refused('batches of any size', show(value))
    checkLayersJson(value, depth + 1)
  }
  // Checked just above: an object that is not an array can be read by key.
  const { layers } = json as JsonObject
  if (Array.isArray(layers) && layers.some(hasNodes)) checkGraph(json as JsonObject, layers)
}

function hasNodes(layer: unknown): boolean {
  return typeof layer === 'object' && layer !== null && 'inbound_nodes' in layer
}

/** A layer's call: its number among the layer's calls, and the calls whose results it takes. */
type Calls = ReadonlyMap<string, readonly (readonly string[])[]>

function checkGraph(model: JsonObject, layers: readonly unknown[]): void {
  const calls: Calls = new Map(layers.map(callsOf))
  for (const side of ['input_layers', 'output_layers'] as const) {
    for (const reference of asList(model[side])) requireCall(calls, callName(reference))
  }
  for (const inputs of [...calls.values()].flat(2)) requireCall(calls, inputs)
  requireNoCycle(calls)
}

function callsOf(layer: unknown): readonly [string, readonly (readonly string[])[]] {
  const { name, inbound_nodes: nodes } = (
    typeof layer === 'object' && layer !== null ? layer : {}
  ) as JsonObject
  if (typeof name !== 'string') throw refused('layers with names', show(layer))
  const found = asList(nodes).map((node) => asList(node).map(callName))
  // An input is called once, with nothing.
  return [name, found.length === 0 ? [[]] : found]
}

/** `layer#call` of a reference `[layer, call, tensor, …]`. */
function callName(reference: unknown): string {
  const [layer, call, tensor] = asList(reference)
  const valid = typeof layer === 'string' && isIndex(call) && isIndex(tensor)
  if (!valid) throw refused('references [layer, call, tensor]', show(reference))
  return `${layer}#${String(call)}`
}

function isIndex(value: unknown): boolean {
  return Number.isSafeInteger(value) && Number(value) >= 0
}

function requireCall(calls: Calls, name: string): void {
  const cut = name.lastIndexOf('#')
  const found = calls.get(name.slice(0, cut))
  if (found === undefined || Number(name.slice(cut + 1)) >= found.length) {
    throw refused('references to layers that are there', show(name))
  }
}

/** Takes calls away whose inputs are gone, until none is left or none can go. */
function requireNoCycle(calls: Calls): void {
  const waiting = new Map<string, number>()
  const users = new Map<string, string[]>()
  for (const [layer, all] of calls) {
    all.forEach((inputs, i) => {
      const name = `${layer}#${i}`
      waiting.set(name, inputs.length)
      for (const input of inputs) users.set(input, [...(users.get(input) ?? []), name])
    })
  }
  const ready = [...waiting].flatMap(([name, count]) => (count === 0 ? [name] : []))
  let done = 0
  for (let name = ready.pop(); name !== undefined; name = ready.pop()) {
    done++
    for (const user of users.get(name) ?? []) {
      const left = (waiting.get(user) ?? 0) - 1
      waiting.set(user, left)
      if (left === 0) ready.push(user)
    }
  }
  if (done < waiting.size) throw refused('a graph without cycles', 'one with a cycle')
}

function asList(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value
  throw refused('a list', show(value))
}

function refused(expected: string, received: string): AeError {
  return new AeError('data', `restoreNetwork: expected ${expected}. Received: ${received}.`)
}
