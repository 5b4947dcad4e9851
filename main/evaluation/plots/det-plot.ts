// DET: FNMR against FMR on normal-deviate axes (Martin et al., Eurospeech 1997), with the band of the 95 % interval.

import type { BandPoint } from '../error-bands.ts'
import { deviateAxis } from './axis.ts'
import { type Series, steps } from './curves.ts'
import { type Drawing, draw, path } from './drawing.ts'
import { type Frame, frameDrawing, frameOf, placeX, placeY, plotDrawing } from './frame.ts'

const WIDTH = 520
const HEIGHT = 470

/** Axes wide enough for the finest rate that any of the series can show. */
export function detFrame(series: Series[]): Frame {
  const most = (of: (bands: Series['bands']) => number) =>
    Math.max(1, ...series.map(({ bands }) => of(bands)))
  return frameOf(
    WIDTH,
    HEIGHT,
    deviateAxis(most(({ impostor }) => impostor)),
    deviateAxis(most(({ genuine }) => genuine)),
  )
}

/** The first series lies on top; those of `banded`, by default all, get the band of their interval. */
export function detPlot(
  series: Series[],
  { frame = detFrame(series), banded = series }: { frame?: Frame; banded?: Series[] } = {},
): Drawing {
  const corners = (points: BandPoint[], y: (point: BandPoint) => number) =>
    steps(points.map((point) => [placeX(frame, point.fmr), placeY(frame, y(point))]))
  const band = ({ bands, colour }: Series) =>
    draw('path', {
      d: `${path([...corners(bands.det, ({ high }) => high), ...corners(bands.det, ({ low }) => low).reverse()])}Z`,
      fill: colour,
      'fill-opacity': 0.14,
      stroke: colour,
      'stroke-opacity': 0.5,
      'stroke-width': 0.7,
    })
  const line = ({ bands, colour, dashes }: Series) =>
    draw('path', {
      d: path(corners(bands.det, ({ fnmr }) => fnmr)),
      fill: 'none',
      stroke: colour,
      'stroke-width': 2.2,
      'stroke-dasharray': dashes,
    })
  const least = Math.max(frame.x.low, frame.y.low)
  const equal = [least, frame.x.high].map((rate) => [placeX(frame, rate), placeY(frame, rate)] as const)
  return plotDrawing(
    frame,
    `DET: ${series.map(({ name }) => name).join(', ')}`,
    frameDrawing(frame, { x: 'False-match rate (FMR)', y: 'False-non-match rate (FNMR)' }),
    draw('path', {
      d: path(equal),
      stroke: 'currentColor',
      'stroke-opacity': 0.35,
      'stroke-dasharray': '2 5',
    }),
    ...banded.map(band).reverse(),
    ...series.map(line).reverse(),
  )
}
