export { quantizerContract } from './quantizer-contract'
export type { QuantizerSubject } from './quantizer-trial'
