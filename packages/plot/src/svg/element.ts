import { escapeText } from './escape-text'

/** Attributes of an element; those that are undefined are left out. */
export type Attributes = Readonly<Record<string, string | number | undefined>>

/** One element as text. `children` are elements or escaped text. */
export function element(name: string, attributes: Attributes, children: readonly string[] = []): string {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(
      ([key, value]) => ` ${key}="${typeof value === 'number' ? round(value) : escapeText(String(value))}"`,
    )
    .join('')
  return children.length === 0 ? `<${name}${written}/>` : `<${name}${written}>${children.join('')}</${name}>`
}

/** A line of text at a place. */
export function textElement(text: string, attributes: Attributes): string {
  return element('text', attributes, [escapeText(text)])
}

/** Rounded to a hundredth of a pixel: files stay small, and equal in every engine. */
export function round(value: number): string {
  return String(Math.round(value * 100) / 100 + 0)
}
