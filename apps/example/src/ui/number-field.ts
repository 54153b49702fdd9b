import { element } from './element'

/** A labelled choice between numbers. */
export interface NumberField {
  /** The label with its control. */
  readonly node: HTMLElement
  /** The number chosen. */
  readonly value: number
  /** Whether it can be changed. */
  enable(enabled: boolean): void
}

/** What a {@link numberField} offers. */
export interface NumberFieldOptions {
  /** What it is called. */
  readonly label: string
  /** What it means. */
  readonly description: string
  /** What can be chosen, in order. */
  readonly values: readonly number[]
  /** What is chosen at first. */
  readonly value: number
}

/** A drop-down list of numbers: works by keyboard, and on a telephone. */
export function numberField({ label, description, values, value }: NumberFieldOptions): NumberField {
  const select = element(
    'select',
    {},
    ...values.map((option) => element('option', { value: String(option) }, String(option))),
  )
  select.value = String(value)
  return {
    node: element('label', {}, element('span', {}, label), select, element('small', {}, description)),
    get value() {
      return Number(select.value)
    },
    enable(enabled) {
      select.disabled = !enabled
    },
  }
}
