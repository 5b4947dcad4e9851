// ROC: genuine comparisons accepted (1 - FNMR) against FMR, the latter on a logarithmic axis.

import { linearAxis, logarithmicAxis, percentLabel } from './axis.ts'
import { type Series, steps } from './curves.ts'
import { type Drawing, draw, path } from './drawing.ts'
import { type Frame, frameDrawing, frameOf, placeX, placeY, plotDrawing } from './frame.ts'

const WIDTH = 520
const HEIGHT = 470

export function rocFrame(series: Series[]): Frame {
  const impostor = Math.max(1, ...series.map(({ bands }) => bands.impostor))
  return frameOf(WIDTH, HEIGHT, logarithmicAxis(impostor), linearAxis(0, 1, percentLabel))
}

/** The first series lies on top. */
export function rocPlot(series: Series[], frame: Frame = rocFrame(series)): Drawing {
  const line = ({ bands, colour, dashes }: Series) =>
    draw('path', {
      d: path(steps(bands.det.map(({ fmr, fnmr }) => [placeX(frame, fmr), placeY(frame, 1 - fnmr)]))),
      fill: 'none',
      stroke: colour,
      'stroke-width': 2.2,
      'stroke-dasharray': dashes,
    })
  return plotDrawing(
    frame,
    `ROC: ${series.map(({ name }) => name).join(', ')}`,
    frameDrawing(frame, { x: 'False-match rate (FMR)', y: 'True-match rate (1 - FNMR)' }),
    ...series.map(line).reverse(),
  )
}
