export { AeError, type AeErrorCode, type AeErrorDetails } from './errors/ae-error'
