// Where designs lie in the scatter, in pixels of the canvas. Designs of which a measure is unknown lie apart: in a strip
// above the plot (its upward measure unknown) or right of it (its rightward one).

import type { Columns, FactorName, Measure } from '../../main/codesign/columns.ts'
import { type Axis, axisOf } from './axis.ts'
import { toField } from './measures.ts'

export interface Frame {
  left: number
  right: number
  top: number
  bottom: number
}

/** Of the strips of unknown values. */
const STRIP = 22

export interface Plot {
  x: Axis | null
  y: Axis | null
  frame: Frame
  /** Places of the designs of `shown`, in its order. */
  px: Float32Array
  py: Float32Array
  /** Whether the strips are there. */
  unknown: { x: boolean; y: boolean }
}

const MARGIN = { left: 62, right: 14, top: 12, bottom: 46 }

export function plotOf(
  columns: Columns,
  [across, up]: readonly Measure[],
  shown: readonly number[],
  width: number,
  height: number,
): Plot {
  const valuesOf = (measure: Measure) =>
    shown.map((at) => toField(measure, columns.measures[measure].value[at]))
  const [xs, ys] = [valuesOf(across), valuesOf(up)]
  const [x, y] = [axisOf(xs), axisOf(ys)]
  const unknown = { x: xs.some(Number.isNaN), y: ys.some(Number.isNaN) }
  const frame = {
    left: MARGIN.left,
    right: width - MARGIN.right - (unknown.x ? STRIP : 0),
    top: MARGIN.top + (unknown.y ? STRIP : 0),
    bottom: height - MARGIN.bottom,
  }
  return {
    x,
    y,
    frame,
    unknown,
    px: Float32Array.from(xs, (value) => acrossOf(x, frame, value)),
    py: Float32Array.from(ys, (value) => upOf(y, frame, value)),
  }
}

/** Pixel of a value, in the unit of its field. */
export const acrossOf = (axis: Axis | null, { left, right }: Frame, value: number): number =>
  axis === null || Number.isNaN(value) ? right + STRIP / 2 + 2 : left + axis.place(value) * (right - left)

export const upOf = (axis: Axis | null, { top, bottom }: Frame, value: number): number =>
  axis === null || Number.isNaN(value) ? top - STRIP / 2 - 2 : bottom - axis.place(value) * (bottom - top)

/** Index into `shown` of the design nearest to a place, within `reach` pixels; -1 where there is none. */
export function nearestTo({ px, py }: Plot, x: number, y: number, reach: number): number {
  let best = -1
  let least = reach * reach
  for (let index = 0; index < px.length; index++) {
    const distance = (px[index] - x) ** 2 + (py[index] - y) ** 2
    if (distance <= least) {
      least = distance
      best = index
    }
  }
  return best
}

/** Levels that colours can tell apart. */
export const MOST_COLOURS = 8

/** Factors by which the designs can be coloured: those of two to eight levels. */
export const colourings = ({ factors }: Columns): FactorName[] =>
  (Object.keys(factors) as FactorName[]).filter((name) => {
    const { levels } = factors[name]
    return levels.length > 1 && levels.length <= MOST_COLOURS
  })
