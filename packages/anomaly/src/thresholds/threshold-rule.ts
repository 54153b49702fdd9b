/** The share of normal rows that is to be flagged, met exactly on average: an order statistic of the scores. */
export interface QuantileRule {
  /** Tag. */
  readonly kind: 'quantile'
  /** Share of normal rows flagged, in (0, 1). Default .05. */
  readonly falseAlarms?: number
}

/** So many robust standard deviations above the median; no rate is wanted, the one observed is stated. */
export interface MedianDeviationRule {
  /** Tag. */
  readonly kind: 'median-deviation'
  /** Median absolute deviations, times 1.4826 to be standard deviations of a Gaussian. Default 3. */
  readonly deviations?: number
}

/** A generalised Pareto distribution fitted to the highest scores: for rates rarer than there are scores. */
export interface PeaksOverThresholdRule {
  /** Tag. */
  readonly kind: 'peaks-over-threshold'
  /** Share of normal rows flagged, in (0, 1), less than `tail`. Default .01. */
  readonly falseAlarms?: number
  /** Share of the scores that the distribution is fitted to, in (0, 1). Default .1. */
  readonly tail?: number
}

/** The scores are of unlabelled rows, so many of which are anomalies: at most that share of them is above. */
export interface ContaminationRule {
  /** Tag. */
  readonly kind: 'contamination'
  /** Share of anomalies among the rows, in (0, 1). */
  readonly share: number
}

/** What costs least on labelled rows; a choice made with labels, so no measurement on the same rows counts. */
export interface CostRule {
  /** Tag. */
  readonly kind: 'cost'
  /** Label of each score: 0 for normal rows. */
  readonly labels: ArrayLike<number>
  /** Cost of a normal row flagged. Default 1. */
  readonly falseAlarm?: number
  /** Cost of an anomaly missed. Default 1. */
  readonly miss?: number
  /** Share of anomalies where the detector will work, in (0, 1). Default: that of the labels. */
  readonly prevalence?: number
}

/** `peaks-over-threshold` where there are 40 scores or more, but fewer than 20 would be above the threshold; else `quantile`. */
export interface AutoRule {
  /** Tag. */
  readonly kind: 'auto'
  /** Share of normal rows flagged, in (0, 1). Default .05. */
  readonly falseAlarms?: number
}

/** How a threshold is found that needs no labels. */
export type UnlabelledRule =
  | QuantileRule
  | MedianDeviationRule
  | PeaksOverThresholdRule
  | ContaminationRule
  | AutoRule

/** How a threshold is found. */
export type ThresholdRule = UnlabelledRule | CostRule

/** A row whose score is above is flagged. */
export interface Threshold {
  /** Scores greater than this are anomalous. */
  readonly value: number
  /** Which rule gave it; what `auto` took in its place. */
  readonly rule: ThresholdRule['kind']
  /**
   * Share of normal rows flagged that the rule promises, on average over sets of scores; for `median-deviation` and `cost` the
   * share that was flagged, for `contamination` that of normal rows if there were no anomalies. Of a detector that was fitted with
   * `trim`, the most that it can be: what was left out may all have been normal.
   */
  readonly falseAlarms: number
  /** Share of the scores given, of normal rows under `cost`, that are above. */
  readonly observed: number
  /** How many scores it was found from. */
  readonly scores: number
}
