import type { Losses } from '@ae/core'
import { element } from './element'

/** A curve of losses that grows. */
export interface LossChart {
  /** The figure. */
  readonly node: HTMLElement
  /** Adds steps. */
  add(steps: readonly { readonly step: number; readonly values: Losses }[]): void
  /** Empties it. */
  clear(): void
}

/** In CSS pixels; the canvas is finer where the screen is. */
const WIDTH = 520
const HEIGHT = 220
const LEFT = 48
const BOTTOM = 22
const TOP = 10

/** The total loss over steps, on a logarithmic axis where it spans more than a decade. */
export function lossChart(): LossChart {
  const scale = Math.max(1, window.devicePixelRatio)
  const canvas = element('canvas', { role: 'img', 'aria-label': 'Loss over training steps: no step yet' })
  canvas.width = WIDTH * scale
  canvas.height = HEIGHT * scale
  const caption = element('figcaption', {}, 'Loss of each step')
  const points: { step: number; loss: number }[] = []

  const draw = (): void => {
    const context = canvas.getContext('2d')
    if (context === null) return
    context.setTransform(scale, 0, 0, scale, 0, 0)
    context.clearRect(0, 0, WIDTH, HEIGHT)
    const { color } = getComputedStyle(canvas)
    const accent = getComputedStyle(canvas).getPropertyValue('--accent')
    const last = points.at(-1)
    if (last === undefined) return
    const losses = points.map(({ loss }) => loss)
    const [low, high] = [Math.min(...losses), Math.max(...losses)]
    const map = low > 0 && high / low > 10 ? Math.log : (value: number): number => value
    const x = (step: number): number => LEFT + ((WIDTH - LEFT - 8) * step) / Math.max(1, last.step)
    const y = (loss: number): number =>
      TOP + ((HEIGHT - TOP - BOTTOM) * (map(high) - map(loss))) / (map(high) - map(low) || 1)
    context.fillStyle = color
    context.font = '12px system-ui, sans-serif'
    context.textAlign = 'right'
    context.fillText(format(high), LEFT - 6, TOP + 8)
    context.fillText(format(low), LEFT - 6, HEIGHT - BOTTOM)
    context.fillText(`step ${last.step}`, WIDTH - 8, HEIGHT - 5)
    context.strokeStyle = accent
    context.lineWidth = 1.5
    context.beginPath()
    for (const { step, loss } of points) context.lineTo(x(step), y(loss))
    context.stroke()
    canvas.setAttribute('aria-label', `Loss over training steps: ${format(last.loss)} at step ${last.step}`)
  }

  return {
    node: element('figure', {}, canvas, caption),
    add(steps) {
      for (const { step, values } of steps) {
        const loss = values.total ?? Number.NaN
        if (Number.isFinite(loss)) points.push({ step, loss })
      }
      draw()
    },
    clear() {
      points.length = 0
      canvas.setAttribute('aria-label', 'Loss over training steps: no step yet')
      canvas.getContext('2d')?.clearRect(0, 0, canvas.width, canvas.height)
    },
  }
}

function format(value: number): string {
  return value.toPrecision(3)
}
