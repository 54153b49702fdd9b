/** Words with their apostrophes and hyphens, numbers with their points, or a mark of any other kind. */
const TOKEN =
  /\p{L}[\p{L}\p{M}\p{N}]*(?:['’-][\p{L}\p{M}\p{N}]+)*|\p{N}+(?:[.,:]\p{N}+)*|[^\s\p{L}\p{M}\p{N}]|\p{M}+/gu

/**
 * A text as words, numbers and marks, in order; white space is left out, and nothing else.
 *
 * @example
 * splitWords("It's 3.5 km, isn't it?") // ["It's", '3.5', 'km', ',', "isn't", 'it', '?']
 */
export function splitWords(text: string): string[] {
  return text.match(TOKEN) ?? []
}
