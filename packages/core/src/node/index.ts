export { type FileCheckpointOptions, fileCheckpoint, loadFile, saveFile } from './files'
export { writeFileAtomic } from './write-file-atomic'
