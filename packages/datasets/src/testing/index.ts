export { type ContractSource, datasetSourceContract } from './dataset-source-contract'
