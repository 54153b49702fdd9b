export {
  type BytesTarget,
  type CompressOptions,
  type CompressWatch,
  compress,
  type QualityTarget,
} from './codec/compress'
export {
  type DecodedImage,
  type DecompressOptions,
  decompress,
  decompressLines,
  type ImageLines,
  type LinesOfImage,
} from './codec/decompress'
export type { EntropyModel } from './codec/entropy-model'
export { estimateBits } from './codec/estimate-bits'
export { type FixedTransform, type FreezeCodecOptions, freezeCodec } from './codec/freeze-codec'
export { type FuzzCodecOptions, type FuzzResult, fuzzCodec } from './codec/fuzz-codec'
export { type CodecParts, ImageCodec } from './codec/image-codec'
export { fromRgba, type OwnRgbaImage, type RgbaImage, toRgba } from './codec/rgba'
export { type CodeTable, type CodeTableOptions, codeTable } from './coder/code-table'
export { type DecodeSymbolsOptions, decodeSymbols } from './coder/decode-symbols'
export { encodeSymbols } from './coder/encode-symbols'
export { codeCoefficients, readCoefficients } from './files/code-coefficients'
export { coefficientTables } from './files/coefficient-tables'
export {
  LappedAutoencoder,
  type LappedAutoencoderConfig,
  type ResolvedLappedAutoencoderConfig,
} from './lapped'
export {
  CompressiveAutoencoder,
  type CompressiveAutoencoderConfig,
  type ResolvedCompressiveAutoencoderConfig,
} from './model'
export type { PixelImage } from './transform/colour'
