// Histogram of genuine and impostor scores, each kind as shares of its own comparisons, with the threshold between.

import type { ScoreHistogram } from '../score-histogram.ts'
import { linearAxis, percentLabel } from './axis.ts'
import { at, type Drawing, draw, path } from './drawing.ts'
import { FONT_SIZE, type Frame, frameDrawing, frameOf, placeX, placeY, plotDrawing } from './frame.ts'
import { GENUINE, IMPOSTOR } from './palette.ts'

const WIDTH = 620
const HEIGHT = 300

const shares = (counts: number[]) => {
  const sum = counts.reduce((total, count) => total + count, 0)
  return counts.map((count) => count / Math.max(1, sum))
}

export function histogramFrame({ low, width, genuine, impostor }: ScoreHistogram): Frame {
  const highest = Math.max(0.01, ...shares(genuine), ...shares(impostor))
  return frameOf(
    WIDTH,
    HEIGHT,
    linearAxis(low, low + width * genuine.length),
    linearAxis(0, highest * 1.2, percentLabel),
  )
}

/** `threshold` null draws none. */
export function histogramPlot(
  name: string,
  histogram: ScoreHistogram,
  threshold: number | null,
  frame: Frame = histogramFrame(histogram),
): Drawing {
  const { low, width } = histogram
  const outline = (counts: number[]): [number, number][] => [
    [placeX(frame, low), frame.bottom],
    ...shares(counts).flatMap((share, bin): [number, number][] => [
      [placeX(frame, low + bin * width), placeY(frame, share)],
      [placeX(frame, low + (bin + 1) * width), placeY(frame, share)],
    ]),
    [placeX(frame, low + counts.length * width), frame.bottom],
  ]
  const area = (counts: number[], colour: string, dashes?: string) =>
    draw('path', {
      d: path(outline(counts)),
      fill: colour,
      'fill-opacity': 0.28,
      stroke: colour,
      'stroke-width': 1.6,
      'stroke-dasharray': dashes,
    })
  const key = (x: number, colour: string, text: string, dashes?: string) => [
    draw('line', {
      x1: x,
      x2: x + 22,
      y1: frame.top + 10,
      y2: frame.top + 10,
      stroke: colour,
      'stroke-width': 3,
      'stroke-dasharray': dashes,
    }),
    draw('text', { x: x + 28, y: frame.top + 14, 'font-size': FONT_SIZE, fill: 'currentColor' }, text),
  ]
  return plotDrawing(
    frame,
    name,
    frameDrawing(frame, { x: 'Score', y: 'Share of each kind' }),
    area(histogram.impostor, IMPOSTOR, '5 3'),
    area(histogram.genuine, GENUINE),
    ...key(frame.left + 12, IMPOSTOR, 'impostor', '5 3'),
    ...key(frame.left + 122, GENUINE, 'genuine'),
    ...(threshold === null
      ? []
      : [
          draw('line', {
            x1: at(placeX(frame, threshold)),
            x2: at(placeX(frame, threshold)),
            y1: frame.top,
            y2: frame.bottom,
            stroke: 'currentColor',
            'stroke-width': 2,
          }),
        ]),
  )
}
