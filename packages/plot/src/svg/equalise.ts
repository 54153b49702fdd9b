import type { NumberScale, PlotBox } from './axes'

/** Widens the domain of the axis with the longer unit, about its middle, then both by a margin. */
export function equalise({
  x,
  y,
  box,
}: {
  readonly x: NumberScale
  readonly y: NumberScale
  readonly box: PlotBox
}): void {
  const span = (scale: NumberScale): number => (scale.domain()[1] ?? 1) - (scale.domain()[0] ?? 0)
  const [wide, high] = [box.right - box.left, box.bottom - box.top]
  const unit = 1.06 * Math.max(span(x) / wide, span(y) / high)
  for (const [scale, pixels] of [
    [x, wide],
    [y, high],
  ] as const) {
    const middle = ((scale.domain()[0] ?? 0) + (scale.domain()[1] ?? 1)) / 2
    scale.domain([middle - (unit * pixels) / 2, middle + (unit * pixels) / 2])
  }
}
