// CMC: searches whose person is among the best candidates, by how many candidates are looked at.

import type { CumulativeMatch } from '../document.ts'
import { linearAxis, percentLabel } from './axis.ts'
import { steps } from './curves.ts'
import { type Drawing, draw, path } from './drawing.ts'
import { type Frame, frameDrawing, frameOf, placeX, placeY, plotDrawing } from './frame.ts'

const WIDTH = 520
const HEIGHT = 330

export interface CmcSeries {
  name: string
  colour: string
  dashes?: string
  cmc: CumulativeMatch[]
}

export function cmcFrame(series: CmcSeries[]): Frame {
  const ranks = Math.max(2, ...series.flatMap(({ cmc }) => cmc.map(({ rank }) => rank)))
  const x = linearAxis(1, ranks)
  const whole = x.ticks.filter(({ value }) => Number.isInteger(value))
  const ticks = whole.some(({ value }) => value === 1) ? whole : [{ value: 1, label: '1' }, ...whole]
  return frameOf(WIDTH, HEIGHT, { ...x, ticks }, linearAxis(0, 1, percentLabel))
}

/** The first series lies on top, with the band of its 95 % interval. */
export function cmcPlot(series: CmcSeries[], frame: Frame = cmcFrame(series)): Drawing {
  const corners = (cmc: CumulativeMatch[], y: (rate: CumulativeMatch['rate']) => number) =>
    steps(cmc.map(({ rank, rate }) => [placeX(frame, rank), placeY(frame, y(rate))])).map(
      ([x, y]) => [x, y] as const,
    )
  const band = ({ cmc, colour }: CmcSeries) =>
    draw('path', {
      d: `${path([...corners(cmc, ({ high }) => high), ...corners(cmc, ({ low }) => low).reverse()])}Z`,
      fill: colour,
      'fill-opacity': 0.14,
      stroke: colour,
      'stroke-opacity': 0.5,
      'stroke-width': 0.7,
    })
  const line = ({ cmc, colour, dashes }: CmcSeries) =>
    draw('path', {
      d: path(corners(cmc, ({ value }) => value)),
      fill: 'none',
      stroke: colour,
      'stroke-width': 2.2,
      'stroke-dasharray': dashes,
    })
  return plotDrawing(
    frame,
    `CMC: ${series.map(({ name }) => name).join(', ')}`,
    frameDrawing(frame, { x: 'Rank', y: 'Searches identified' }),
    ...series.map(band).reverse(),
    ...series.map(line).reverse(),
  )
}
