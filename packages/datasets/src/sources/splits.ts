/** A set without an official division. */
export interface Undivided<T> {
  /** All of it. */
  readonly all: T
}

/** The official division of a set into what to learn from and what to test with. */
export interface TrainTest<T> {
  /** To learn from. */
  readonly train: T
  /** To test with. */
  readonly test: T
}
