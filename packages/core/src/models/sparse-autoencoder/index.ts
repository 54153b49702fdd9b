export type { ResolvedSparseAutoencoderConfig, SparseAutoencoderConfig } from './config'
export { SparseAutoencoder } from './model'
export type { KlSparsity, L1Sparsity, ResolvedSparsity, Sparsity, TopKSparsity } from './sparsity'
