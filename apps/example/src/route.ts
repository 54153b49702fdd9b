/** One page of the studio: one technique. */
export interface Route {
  /** In the address, behind the `#`. */
  readonly path: string
  /** In the navigation and above the page. */
  readonly title: string
  /** One sentence: what is to be seen. */
  readonly summary: string
  /** Adds the page to `parent`; the result ends what it started. */
  mount(parent: HTMLElement): () => void
}
