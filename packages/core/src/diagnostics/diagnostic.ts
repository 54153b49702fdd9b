/** What each kind of {@link Diagnostic} measured. An interface, so that other packages can add kinds of their own. */
export interface DiagnosticValues {
  /** The reconstruction is hardly better than the mean of the data. */
  readonly meanImage: {
    /** Squared error a row. */
    readonly sse: number
    /** Squared distance of a row from the mean row: the error of the best constant. */
    readonly totalVariance: number
  }
  /** The model copies its input, noise included, instead of having learnt the data. */
  readonly identityLeak: {
    /** Share of added noise that the model removes: 0 for the identity, 1 for perfect denoising. */
    readonly denoiseGain: number
  }
  /** The code carries (almost) nothing about the input. */
  readonly posteriorCollapse: {
    /** Latent dimensions whose posterior mean varies with the input. */
    readonly activeUnits: number
    /** Latent dimensions. */
    readonly latentDim: number
    /** Divergence from the prior a row, in nats. */
    readonly kl: number
  }
  /** A guard has acted against a posterior that collapsed. */
  readonly collapseRepair: {
    /** Latent dimensions whose posterior mean varied with the input. */
    readonly activeUnits: number
    /** Latent dimensions. */
    readonly latentDim: number
    /** Divergence from the prior a row, in nats, before. */
    readonly kl: number
    /** Steps over which the KL weight now rises from 0. */
    readonly warmUpSteps: number
    /** Nats that each dimension now has for free. */
    readonly freeBits: number
  }
  /** Many dimensions of the code are the same for every input. */
  readonly deadCodeUnits: {
    /** Dimensions without variance. */
    readonly deadUnits: number
    /** Dimensions. */
    readonly codeDim: number
  }
  /** A Boltzmann machine finds held-out data less likely than the data it was trained on: it over-fits. */
  readonly freeEnergyGap: {
    /** Mean free energy of training rows. */
    readonly train: number
    /** Mean free energy of held-out rows. */
    readonly validation: number
    /** Their distance as a share of the first. */
    readonly gap: number
  }
  /** Many hidden units of a Boltzmann machine look for nothing: their weights are about 0. */
  readonly deadFilters: {
    /** Filters with next to no weight. */
    readonly deadFilters: number
    /** Filters. */
    readonly hiddenUnits: number
  }
  /** Hidden units are (almost) always as good as certain: a small change of the input changes nothing. */
  readonly saturatedUnits: {
    /** Share of probabilities within .01 of 0 or 1. */
    readonly saturatedShare: number
    /** Largest absolute weight. */
    readonly largestWeight: number
  }
  /** Something was NaN or infinite: its value under its name, and the step where it was seen. */
  readonly nonFinite: Readonly<Record<string, number>>
  /** The number of tensors grows with every step. */
  readonly tensorLeak: {
    /** Tensors added by each step, on average. */
    readonly tensorsPerStep: number
    /** Steps watched. */
    readonly steps: number
  }
  /** The decoder learns, but no gradient reaches the encoder. */
  readonly zeroEncoderGradient: {
    /** Norm of the encoder's gradient. */
    readonly encoderNorm: number
    /** Norm of the decoder's gradient. */
    readonly decoderNorm: number
  }
}

/** What a {@link Diagnostic} can be about (the catalogue of failure modes of the docs). */
export type DiagnosticKind = keyof DiagnosticValues

/** A {@link Diagnostic} of one kind. */
export interface DiagnosticOf<K extends DiagnosticKind> {
  /** What it is about. */
  readonly kind: K
  /** What was seen, in a sentence. */
  readonly message: string
  /** What usually helps. */
  readonly advice: string
  /** The numbers behind it. */
  readonly values: DiagnosticValues[K]
}

/** Something that usually means that a training does not work, and what usually helps. Plain JSON; `kind` tells them apart. */
export type Diagnostic = { readonly [K in DiagnosticKind]: DiagnosticOf<K> }[DiagnosticKind]
