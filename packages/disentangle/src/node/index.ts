export { type ConvertedFile, type ConvertFileOptions, convertFile, type FeatureScale } from './convert-file'
