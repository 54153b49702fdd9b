export {
  type ExpectOnlyAeErrorsOptions,
  expectOnlyAeErrors,
  type FuzzTally,
} from './expect-only-ae-errors'
export { type MutationsOptions, mutations } from './mutations'
