import { AeError } from '../errors/ae-error'
import { show } from '../errors/require'
import type { NetworkTopology } from '../interfaces/network'
import { crc32 } from './crc32'
import { toFloat32 } from './element-type'
import { decodeSafetensors, encodeSafetensors, type FileTensor } from './safetensors'
import type { StoredTensor, TrainingState } from './training-state'

/** Version of what the metadata mean. */
const FORMAT = '1'
/** Tensors of the training state are named so; weights are not. */
const TRAINING = 'training/'
/** How every file begins after the header's length: the checksum is at a place of its own, whatever follows. */
const OPENING = '{"__metadata__":{"ae.checksum":"'
/** Where the checksum's eight hexadecimal digits are. */
const CHECKSUM_OFFSET = 8 + OPENING.length
const CHECKSUM_DIGITS = 8
const NO_CHECKSUM = '0'.repeat(CHECKSUM_DIGITS)

/** What is in a checkpoint. */
export interface Checkpoint {
  /** The model's tag. */
  readonly kind: string
  /** The model's configuration as JSON. */
  readonly config: Readonly<Record<string, unknown>>
  /** The model's networks by name. */
  readonly topologies: Readonly<Record<string, NetworkTopology>>
  /** Weights by name. */
  readonly weights: ReadonlyMap<string, FileTensor>
  /** What training needs to go on; absent unless it was saved. */
  readonly training?: TrainingState
}

/** What to write; weights as plain arrays. */
export interface CheckpointContents extends Omit<Checkpoint, 'weights'> {
  /** Weights by name. */
  readonly weights: Readonly<Record<string, StoredTensor>>
}

/** How a checkpoint is read. */
export interface ReadOptions {
  /**
   * Whether the checksum must be there and right. Default true. A file that another program wrote or changed
   * (Python's `safetensors`) has none that fits: read it with `false`.
   */
  readonly verify?: boolean
}

/** Writes a checkpoint: a safetensors file whose metadata make it self-contained. */
export function encodeCheckpoint(contents: CheckpointContents): Uint8Array {
  const { kind, config, topologies, weights, training } = contents
  const taken = Object.keys(weights).find((name) => name.startsWith(TRAINING) || name === '__metadata__')
  if (taken !== undefined) {
    throw new AeError('config', `save: a weight cannot be named like this. Received: ${show(taken)}.`)
  }
  const bytes = encodeSafetensors(
    {
      'ae.checksum': NO_CHECKSUM,
      'ae.format': FORMAT,
      'ae.kind': kind,
      'ae.config': JSON.stringify(config),
      'ae.topologies': JSON.stringify(topologies),
      ...(training === undefined ? {} : { 'ae.training': JSON.stringify(training.json) }),
    },
    {
      ...weights,
      ...Object.fromEntries(
        Object.entries(training?.tensors ?? {}).map(([name, tensor]) => [TRAINING + name, tensor]),
      ),
    },
  )
  const digits = crc32(bytes).toString(16).padStart(CHECKSUM_DIGITS, '0')
  bytes.set(new TextEncoder().encode(digits), CHECKSUM_OFFSET)
  return bytes
}

/**
 * Reads a checkpoint. Runs no code and makes no tensor; weights are views of `bytes`.
 *
 * @throws AeError `data` if it is damaged, or no checkpoint
 */
export function decodeCheckpoint(bytes: Uint8Array, { verify = true }: ReadOptions = {}): Checkpoint {
  if (!(bytes instanceof Uint8Array)) {
    throw new AeError('data', `checkpoint: expected the bytes of a file. Received: ${show(bytes)}.`)
  }
  const { metadata, tensors } = decodeSafetensors(bytes)
  if (verify) requireChecksum(bytes)
  const kind = metadata.get('ae.kind')
  if (kind === undefined) {
    throw new AeError('data', "checkpoint: expected metadata 'ae.kind'. Received: none.", {
      hint: 'this safetensors file was not written by `save`.',
    })
  }
  const format = metadata.get('ae.format')
  if (format !== FORMAT) {
    throw new AeError('data', `checkpoint: expected format ${FORMAT}. Received: ${show(format)}.`, {
      hint: 'a newer version of the library wrote it.',
    })
  }
  const state = metadata.get('ae.training')
  const all = [...tensors]
  return {
    kind,
    config: parseObject('ae.config', metadata.get('ae.config')),
    // What a topology is made of is checked by whoever builds it.
    topologies: parseObject('ae.topologies', metadata.get('ae.topologies')) as Record<
      string,
      NetworkTopology
    >,
    weights: new Map(all.filter(([name]) => !name.startsWith(TRAINING))),
    ...(state === undefined
      ? {}
      : { training: { json: parseObject('ae.training', state), tensors: trainingTensors(all) } }),
  }
}

function trainingTensors(
  tensors: readonly (readonly [string, FileTensor])[],
): Readonly<Record<string, StoredTensor>> {
  const mine = tensors.filter(([name]) => name.startsWith(TRAINING))
  return Object.fromEntries(
    mine.map(([name, { dtype, shape, bytes }]) => [
      name.slice(TRAINING.length),
      { shape, data: toFloat32(name, dtype, bytes) },
    ]),
  )
}

function requireChecksum(bytes: Uint8Array): void {
  const ascii = (begin: number, length: number): string =>
    String.fromCharCode(...bytes.subarray(begin, begin + length))
  if (ascii(8, OPENING.length) !== OPENING) {
    throw new AeError('data', 'checkpoint: expected a checksum. Received: none.', {
      hint: 'a file that another program wrote is read with `{ verify: false }`.',
    })
  }
  const said = ascii(CHECKSUM_OFFSET, CHECKSUM_DIGITS)
  const before = crc32(new TextEncoder().encode(NO_CHECKSUM), crc32(bytes.subarray(0, CHECKSUM_OFFSET)))
  const found = crc32(bytes.subarray(CHECKSUM_OFFSET + CHECKSUM_DIGITS), before)
    .toString(16)
    .padStart(CHECKSUM_DIGITS, '0')
  if (said === found) return
  throw new AeError('data', `checkpoint: expected checksum ${show(said)}. Received: '${found}'.`, {
    hint: 'the file is damaged. If another program changed it on purpose, read it with `{ verify: false }`.',
  })
}

function parseObject(key: string, text: string | undefined): Readonly<Record<string, unknown>> {
  let value: unknown
  try {
    value = JSON.parse(text ?? '')
  } catch (cause) {
    throw new AeError('data', `checkpoint: expected JSON in '${key}'. Received: ${show(text)}.`, { cause })
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    // Checked just above: an object that is not an array can be read by key.
    return value as Readonly<Record<string, unknown>>
  }
  throw new AeError('data', `checkpoint: expected an object in '${key}'. Received: ${show(value)}.`)
}
