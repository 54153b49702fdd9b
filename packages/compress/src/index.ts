export { type CodeTable, type CodeTableOptions, codeTable } from './coder/code-table'
export { type DecodeSymbolsOptions, decodeSymbols } from './coder/decode-symbols'
export { encodeSymbols } from './coder/encode-symbols'
export { codeCoefficients, readCoefficients } from './files/code-coefficients'
export { coefficientTables } from './files/coefficient-tables'
export {
  CompressiveAutoencoder,
  type CompressiveAutoencoderConfig,
  type ResolvedCompressiveAutoencoderConfig,
} from './model'
