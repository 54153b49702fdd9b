export { dataDir, folderStore } from './folder-store'
export { audioFolder, conllu, csv, imageFolder, jsonLines, trees } from './own-files'
