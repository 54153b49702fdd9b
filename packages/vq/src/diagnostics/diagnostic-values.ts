// Only so that this file is a module, and what follows adds to one.
export type { DiagnosticValues } from '@ae/core'

declare module '@ae/core' {
  interface DiagnosticValues {
    /** Few codes carry everything: most of the codebook is idle. */
    readonly codebookCollapse: {
      /** Codes, used alike, that would say as much. */
      readonly perplexity: number
      /** Codes given at least once. */
      readonly used: number
      /** Codes there are. */
      readonly codes: number
    }
    /** Codes that next to nothing was near to were put where vectors are. */
    readonly codesRestarted: {
      /** How many. */
      readonly restarted: number
      /** Codes there are. */
      readonly codes: number
      /** The most vectors a batch that one of them stood for, as a running mean. */
      readonly mostUses: number
      /** What that was less than. */
      readonly threshold: number
    }
    /** So many codes are restarted, epoch after epoch, that the codebook does not settle. */
    readonly restartStorm: {
      /** How many in the epoch. */
      readonly restarted: number
      /** Codes there are. */
      readonly codes: number
    }
  }
}
