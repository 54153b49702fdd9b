export { compressFile, decompressFile, type FilePaths, readImage, writePng } from './image-files'
