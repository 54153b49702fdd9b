export { type CodeTable, type CodeTableOptions, codeTable } from './coder/code-table'
export { type DecodeSymbolsOptions, decodeSymbols } from './coder/decode-symbols'
export { encodeSymbols } from './coder/encode-symbols'
