// The frame of a plot: axes with ticks, grid and names, and the places of values inside.

import type { Axis } from './axis.ts'
import { at, type Drawing, draw } from './drawing.ts'

export interface Frame {
  width: number
  height: number
  left: number
  right: number
  top: number
  bottom: number
  x: Axis
  y: Axis
}

/** In units of the drawing; text is legible down to two thirds of its size. */
export const FONT_SIZE = 13
const MARGIN = { left: 62, right: 24, top: 10, bottom: 46 }

/** A frame of that size with room for the labels of both axes. */
export function frameOf(width: number, height: number, x: Axis, y: Axis): Frame {
  return {
    width,
    height,
    x,
    y,
    left: MARGIN.left,
    right: width - MARGIN.right,
    top: MARGIN.top,
    bottom: height - MARGIN.bottom,
  }
}

export const placeX = ({ left, right, x }: Frame, value: number): number =>
  left + x.share(value) * (right - left)
export const placeY = ({ top, bottom, y }: Frame, value: number): number =>
  bottom - y.share(value) * (bottom - top)

/** Values under a place of the drawing; null outside the frame. */
export function valuesAt(frame: Frame, x: number, y: number): { x: number; y: number } | null {
  const { left, right, top, bottom } = frame
  if (x < left || x > right || y < top || y > bottom) return null
  return {
    x: frame.x.value((x - left) / (right - left)),
    y: frame.y.value((bottom - y) / (bottom - top)),
  }
}

/** Grid, ticks and names of the axes. `yLabels` false leaves out the labels of the vertical axis. */
export function frameDrawing(frame: Frame, names: { x: string; y: string }, yLabels = true): Drawing {
  const { left, right, top, bottom, x, y } = frame
  const line = { stroke: 'currentColor', 'stroke-opacity': 0.18, 'stroke-width': 1 }
  const text = { fill: 'currentColor', 'font-size': FONT_SIZE }
  const middle = (top + bottom) / 2
  return draw(
    'g',
    {},
    ...x.ticks.flatMap(({ value, label }) => {
      const place = at(placeX(frame, value))
      return [
        draw('line', { x1: place, x2: place, y1: top, y2: bottom, ...line }),
        draw('text', { x: place, y: bottom + 17, 'text-anchor': 'middle', ...text }, label),
      ]
    }),
    ...(yLabels ? y.ticks : []).flatMap(({ value, label }) => {
      const place = at(placeY(frame, value))
      return [
        draw('line', { x1: left, x2: right, y1: place, y2: place, ...line }),
        draw('text', { x: left - 6, y: place + 4, 'text-anchor': 'end', ...text }, label),
      ]
    }),
    draw('path', {
      d: `M${left} ${top}V${bottom}H${right}`,
      fill: 'none',
      stroke: 'currentColor',
      'stroke-opacity': 0.7,
    }),
    draw('text', { x: (left + right) / 2, y: bottom + 37, 'text-anchor': 'middle', ...text }, names.x),
    draw(
      'text',
      { x: 13, y: middle, 'text-anchor': 'middle', transform: `rotate(-90 13 ${at(middle)})`, ...text },
      names.y,
    ),
  )
}

/** The whole drawing: an image with a name for those who do not see it. */
export function plotDrawing(frame: Frame, name: string, ...children: Drawing[]): Drawing {
  return draw(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      viewBox: `0 0 ${frame.width} ${frame.height}`,
      role: 'img',
      'aria-label': name,
    },
    ...children,
  )
}
