// The scatter on its canvas: what does not fit grey and small, what is known coloured by a factor, the front on top with
// its steps and intervals.

import type { Columns, FactorName, Measure } from '../../main/codesign/columns.ts'
import { digits, toField } from './measures.ts'
import { acrossOf, type Plot, upOf } from './plot-data.ts'

export interface Scene {
  columns: Columns
  objectives: readonly Measure[]
  shown: readonly number[]
  plot: Plot
  front: readonly number[]
  colour: FactorName | null
  marked: { at: number; role: 'focus' | 'selected' | 'other' }[]
  labels: { x: string; y: string; unknown: string }
}

export interface Ink {
  text: string
  soft: string
  line: string
  accent: string
  surface: string
  palette: string[]
  font: string
}

/** The colours in force, light or dark. */
export function inkOf(element: HTMLElement): Ink {
  const style = getComputedStyle(element)
  const probe = document.createElement('span')
  element.append(probe)
  const colour = (name: string): string => {
    probe.style.color = `var(${name})`
    return getComputedStyle(probe).color
  }
  const ink = {
    text: colour('--text'),
    soft: colour('--soft'),
    line: colour('--line'),
    accent: colour('--accent'),
    surface: colour('--surface'),
    palette: Array.from({ length: 8 }, (_, index) => colour(`--level-${index}`)),
    font: `12px ${style.fontFamily}`,
  }
  probe.remove()
  return ink
}

/** Marks by level, so that colour is not all that tells them apart. */
type Shape = (context: CanvasRenderingContext2D, x: number, y: number, r: number) => void
const shapes: Shape[] = [
  (context, x, y, r) => context.arc(x, y, r, 0, 2 * Math.PI),
  (context, x, y, r) => context.rect(x - r, y - r, 2 * r, 2 * r),
  (context, x, y, r) => polygon(context, x, y, r * 1.3, 3),
  (context, x, y, r) => polygon(context, x, y, r * 1.25, 4),
]

function polygon(context: CanvasRenderingContext2D, x: number, y: number, r: number, corners: number): void {
  for (let corner = 0; corner <= corners; corner++) {
    const angle = (2 * Math.PI * corner) / corners - Math.PI / 2
    if (corner === 0) context.moveTo(x + r * Math.cos(angle), y + r * Math.sin(angle))
    else context.lineTo(x + r * Math.cos(angle), y + r * Math.sin(angle))
  }
}

export function drawScatter(context: CanvasRenderingContext2D, scene: Scene, ink: Ink): void {
  const { canvas } = context
  context.clearRect(0, 0, canvas.width, canvas.height)
  context.font = ink.font
  drawAxes(context, scene, ink)
  const { columns, shown, plot, colour } = scene
  const levelOf = colour === null ? null : columns.factors[colour].at
  const mark = (index: number, r: number) => {
    const level = Math.max(0, levelOf?.[shown[index]] ?? 0)
    context.beginPath()
    shapes[level % shapes.length](context, plot.px[index], plot.py[index], r)
  }
  context.globalAlpha = 0.5
  context.fillStyle = ink.soft
  shown.forEach((at, index) => {
    if (columns.problem[at] < 0) return
    context.fillRect(plot.px[index] - 1, plot.py[index] - 1, 2, 2)
  })
  context.globalAlpha = shown.length > 2000 ? 0.55 : 0.85
  shown.forEach((at, index) => {
    if (columns.problem[at] >= 0) return
    context.fillStyle = ink.palette[Math.max(0, levelOf?.[at] ?? 0) % ink.palette.length]
    mark(index, 2.6)
    context.fill()
  })
  context.globalAlpha = 1
  const indexOf = new Map(shown.map((at, index) => [at, index]))
  drawFront(context, scene, ink, indexOf)
  for (const at of scene.front) {
    const index = indexOf.get(at)
    if (index === undefined) continue
    context.fillStyle = ink.palette[Math.max(0, levelOf?.[at] ?? 0) % ink.palette.length]
    context.strokeStyle = ink.text
    context.lineWidth = 1.5
    mark(index, 5)
    context.fill()
    context.stroke()
  }
  for (const { at, role } of scene.marked) {
    const index = indexOf.get(at)
    if (index === undefined) continue
    context.strokeStyle = role === 'focus' ? ink.text : ink.accent
    context.lineWidth = role === 'selected' ? 3.5 : 2
    context.setLineDash(role === 'other' ? [4, 3] : [])
    context.beginPath()
    context.arc(plot.px[index], plot.py[index], role === 'focus' ? 8 : 11, 0, 2 * Math.PI)
    context.stroke()
    context.setLineDash([])
  }
}

/** With two objectives the steps that nothing known lies beyond; the intervals of the designs on it. */
function drawFront(
  context: CanvasRenderingContext2D,
  { columns, objectives, plot, front }: Scene,
  ink: Ink,
  indexOf: ReadonlyMap<number, number>,
): void {
  context.strokeStyle = ink.text
  context.lineWidth = 1
  context.globalAlpha = 0.7
  for (const at of front) {
    const index = indexOf.get(at)
    if (index === undefined) continue
    const [x, y] = [plot.px[index], plot.py[index]]
    const [across, up] = objectives.map((name) => {
      const { low, high } = columns.measures[name]
      return low && high && [toField(name, low[at]), toField(name, high[at])]
    })
    context.beginPath()
    if (up) {
      context.moveTo(x, upOf(plot.y, plot.frame, Math.max(up[0], plot.y?.low ?? 0)))
      context.lineTo(x, upOf(plot.y, plot.frame, Math.min(up[1], plot.y?.high ?? 0)))
    }
    if (across) {
      context.moveTo(acrossOf(plot.x, plot.frame, Math.max(across[0], plot.x?.low ?? 0)), y)
      context.lineTo(acrossOf(plot.x, plot.frame, Math.min(across[1], plot.x?.high ?? 0)), y)
    }
    context.stroke()
  }
  context.globalAlpha = 1
  if (objectives.length > 2 || front.length < 2) return
  context.strokeStyle = ink.accent
  context.lineWidth = 1.5
  context.beginPath()
  front.forEach((at, place) => {
    const index = indexOf.get(at)!
    const [x, y] = [plot.px[index], plot.py[index]]
    if (place === 0) context.moveTo(x, y)
    else {
      context.lineTo(x, plot.py[indexOf.get(front[place - 1])!])
      context.lineTo(x, y)
    }
  })
  context.stroke()
}

function drawAxes(context: CanvasRenderingContext2D, { plot, labels }: Scene, ink: Ink): void {
  const { frame, x, y, unknown } = plot
  context.strokeStyle = ink.line
  context.fillStyle = ink.soft
  context.lineWidth = 1
  const line = (fromX: number, fromY: number, toX: number, toY: number) => {
    context.beginPath()
    context.moveTo(fromX, fromY)
    context.lineTo(toX, toY)
    context.stroke()
  }
  context.textAlign = 'center'
  context.textBaseline = 'top'
  for (const tick of x?.ticks ?? []) {
    const at = acrossOf(x, frame, tick)
    line(at, frame.top, at, frame.bottom)
    context.fillText(digits(tick), at, frame.bottom + 6)
  }
  context.textAlign = 'right'
  context.textBaseline = 'middle'
  for (const tick of y?.ticks ?? []) {
    const at = upOf(y, frame, tick)
    line(frame.left, at, frame.right, at)
    context.fillText(digits(tick), frame.left - 7, at)
  }
  context.textAlign = 'center'
  context.fillStyle = ink.text
  context.fillText(labels.x, (frame.left + frame.right) / 2, frame.bottom + 32)
  context.save()
  context.translate(13, (frame.top + frame.bottom) / 2)
  context.rotate(-Math.PI / 2)
  context.fillText(labels.y, 0, 0)
  context.restore()
  context.setLineDash([3, 3])
  if (unknown.y) {
    line(frame.left, frame.top - 2, frame.right, frame.top - 2)
    context.textAlign = 'right'
    context.fillStyle = ink.soft
    context.fillText(labels.unknown, frame.left - 4, frame.top - 13)
  }
  if (unknown.x) line(frame.right + 2, frame.top, frame.right + 2, frame.bottom)
  context.setLineDash([])
}
