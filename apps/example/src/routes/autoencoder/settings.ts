/** What the visitor chooses before a training. */
export interface AutoencoderSettings {
  /** Numbers in a code. */
  readonly latentDim: number
  /** Of Adam. */
  readonly learningRate: number
}
