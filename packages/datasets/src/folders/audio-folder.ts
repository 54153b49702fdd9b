import type { DatasetSource } from '../sources/dataset-source'
import { type Recording, readRecording } from '../sources/recording'
import type { Undivided } from '../sources/splits'
import { fileOf, folderNameOf, stemOf } from './named-file'
import { type FileLister, filesNamed, ownSource } from './own-source'

/** A WAV file that is read when it is asked for. */
export interface RecordingFile {
  /** Its name, without folders and ending. */
  readonly name: string
  /** The folder it lies in: a speaker, perhaps. */
  readonly label: string
  /** Reads it; several channels are averaged into one. */
  read(): Promise<Recording>
}

/**
 * Your own recordings, WAV: the folder that a file lies in is its label.
 *
 * @example
 * const { all } = await audioFolder(input.files ?? [])()
 * const { samples, sampleRate } = await all[0].read()
 */
export function audioFolder(files: Iterable<File>): DatasetSource<Undivided<readonly RecordingFile[]>> {
  return audioSource(async () => Array.from(files, fileOf))
}

/** A source of the WAV files of a list. */
export function audioSource(list: FileLister): DatasetSource<Undivided<readonly RecordingFile[]>> {
  return ownSource('audioFolder', 'samples in one channel, label', async () => {
    const files = await filesNamed('audioFolder', list, /\.wav$/i)
    return files.map((file) => ({
      name: stemOf(file.name),
      label: folderNameOf(file.name),
      read: async () => readRecording(stemOf(file.name), await file.bytes()),
    }))
  })
}
