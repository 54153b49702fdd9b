/** Mean width of a character of the figures' font at 1 px. */
const CHARACTER = 0.56

/** About how wide a text will be. There is no font to measure with outside a browser. */
export function textWidth(text: string, fontSize: number): number {
  return text.length * CHARACTER * fontSize
}

/** The text, cut with an ellipsis if it is wider than `limit`. */
export function fitText(text: string, fontSize: number, limit: number): string {
  const most = Math.max(1, Math.floor(limit / (CHARACTER * fontSize)))
  return text.length <= most ? text : `${text.slice(0, Math.max(1, most - 1))}…`
}
