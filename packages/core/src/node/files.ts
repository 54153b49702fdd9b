import { readFile } from 'node:fs/promises'
import { type LoadOptions, load, type ModelClass } from '../checkpoint/load'
import { type SaveOptions, save } from '../checkpoint/save'
import { AeError } from '../errors/ae-error'
import { requireKnownOptions } from '../errors/require'
import type { Disposable, Saveable } from '../interfaces/model'
import type { Callback } from '../train/callback'
import { type CheckpointOptions, checkpoint } from '../train/callbacks/checkpoint'
import { writeFileAtomic } from './write-file-atomic'

/**
 * Saves a model into a file that is always whole.
 *
 * @throws AeError as `save` does; whatever the file system says
 * @example
 * await saveFile('vae.safetensors', vae)
 */
export async function saveFile(path: string, model: Saveable, options: SaveOptions = {}): Promise<void> {
  await writeFileAtomic(path, await save(model, options))
}

/**
 * Loads a model from a file.
 *
 * @throws AeError `data` if there is no such file, it is damaged, or of another kind
 * @example
 * const vae = await loadFile(VAE, 'vae.safetensors')
 */
export async function loadFile<M extends Saveable & Disposable>(
  Model: ModelClass<M>,
  path: string,
  options: LoadOptions = {},
): Promise<M> {
  return load(Model, await readOrExplain(path), options)
}

/** Options of {@link fileCheckpoint}. */
export interface FileCheckpointOptions extends Omit<CheckpointOptions, 'write'> {
  /** The file; each checkpoint replaces the one before. */
  readonly path: string
}

/**
 * As `checkpoint`, into a file that is whole at any moment, also when the process is killed while it writes.
 *
 * @example
 * await fit(vae, images, { callbacks: [fileCheckpoint({ path: 'vae.safetensors' })] })
 * // later: fit(vae, images, { resume: await readFile('vae.safetensors') })
 */
export function fileCheckpoint(options: FileCheckpointOptions): Callback {
  const { path, ...rest } = requireKnownOptions('fileCheckpoint', options, ['path', 'every', 'name'])
  return checkpoint({ ...rest, write: (bytes) => writeFileAtomic(path, bytes) })
}

async function readOrExplain(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path)
  } catch (cause) {
    throw new AeError('data', `loadFile: expected a file that can be read. Received: '${path}'.`, { cause })
  }
}
