export type { ImageSplit, ImageSplitParts, LabelledImages } from './image-split'
export { imageSplit } from './image-split'
export {
  type SyntheticDigits,
  type SyntheticDigitsOptions,
  syntheticDigits,
} from './synthetic/digits/synthetic-digits'
