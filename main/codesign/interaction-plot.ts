// An interaction as a drawing and as a table: a line for each level of the second factor over the levels of the first.
// Lines that are parallel mean that the factors only add.

import type { Axis } from '../evaluation/plots/axis.ts'
import { linearAxis, percentLabel } from '../evaluation/plots/axis.ts'
import { type Drawing, draw, path, svgText } from '../evaluation/plots/drawing.ts'
import { FONT_SIZE, frameDrawing, frameOf, placeX, placeY, plotDrawing } from '../evaluation/plots/frame.ts'
import type { Interaction, InteractionCell } from './interactions.ts'

const WIDTH = 620
const HEIGHT = 380
/** Right of the last level are the names of the lines. */
const NAMES_SHARE = 0.26

/** At least 3:1 against either ground; dashes tell the lines apart without colour. */
const LINES = [
  ['light-dark(#0068b4, #5ab4ff)', undefined],
  ['light-dark(#b34700, #ffa25e)', '7 4'],
  ['light-dark(#0b7a55, #3ccf9d)', '2 3'],
  ['light-dark(#8e3a80, #e79ad9)', '10 3 2 3'],
  ['light-dark(#5c5c00, #d6d65a)', '4 2 1 2'],
] as const

/** Levels in equal steps. */
const levelAxis = (labels: readonly string[]): Axis => {
  const place = (index: number): number => ((index + 0.5) / labels.length) * (1 - NAMES_SHARE)
  return {
    low: 0,
    high: labels.length - 1,
    ticks: labels.map((label, value) => ({ value, label })),
    share: place,
    value: (share) => (share / (1 - NAMES_SHARE)) * labels.length - 0.5,
  }
}

export function interactionDrawing({ cells, labels, titles, response, levels }: Interaction): Drawing {
  const isRate = response.unit === ''
  const unit = isRate ? '' : ` (${response.unit})`
  const highest = Math.max(...cells.map(({ high }) => high))
  const lowest = Math.min(0, ...cells.map(({ low }) => low))
  const frame = frameOf(
    WIDTH,
    HEIGHT,
    levelAxis(labels[0]),
    linearAxis(lowest, highest > lowest ? highest * 1.05 : lowest + 1, isRate ? percentLabel : undefined),
  )
  const columns = levels[1].length
  const cell = (row: number, column: number): InteractionCell => cells[row * columns + column]
  const rows = levels[0].map((_, row) => row)
  const lines = labels[1].map((label, column): Drawing => {
    const [colour, dashes] = LINES[column % LINES.length]
    const y = (value: number) => placeY(frame, value)
    const last = rows.length - 1
    return draw(
      'g',
      { stroke: colour, fill: 'none', 'stroke-width': 2 },
      draw('path', {
        d: path(rows.map((row) => [placeX(frame, row), y(cell(row, column).value)])),
        'stroke-dasharray': dashes,
      }),
      ...rows.flatMap((row) => {
        const { value, low, high } = cell(row, column)
        const x = placeX(frame, row) + 3 * (column - (columns - 1) / 2)
        return [
          draw('path', {
            d: path([
              [x, y(low)],
              [x, y(high)],
            ]),
            'stroke-width': 1.2,
          }),
          draw('circle', { cx: placeX(frame, row), cy: y(value), r: 3, fill: colour }),
        ]
      }),
      draw(
        'text',
        {
          x: placeX(frame, last) + 14,
          y: named(labels[1].map((_, at) => y(cell(last, at).value)))[column] + 4,
          fill: colour,
          stroke: 'none',
          'font-size': FONT_SIZE,
        },
        label,
      ),
    )
  })
  return plotDrawing(
    frame,
    `${response.title} by ${titles[0]}, a line for each ${titles[1]}`,
    frameDrawing(frame, { x: titles[0], y: `${response.title}${unit}` }),
    ...lines,
  )
}

/** Heights of names that do not cover each other, as near to their lines as that allows. */
function named(heights: readonly number[]): number[] {
  const order = heights.map((_, at) => at).sort((a, b) => heights[a] - heights[b])
  const placed = [...heights]
  order.forEach((at, rank) => {
    if (rank > 0) placed[at] = Math.max(placed[at], placed[order[rank - 1]] + FONT_SIZE + 2)
  })
  return placed
}

/** The drawing as a file of its own, on a ground of either scheme. */
export function interactionSvg(interaction: Interaction): string {
  const drawing = interactionDrawing(interaction)
  const style = 'color-scheme: light dark; color: light-dark(#1b2029, #e7eaf0); font-family: sans-serif'
  const ground = draw('rect', { width: WIDTH, height: HEIGHT, fill: 'light-dark(#ffffff, #14171c)' })
  return `${svgText({
    ...drawing,
    attributes: { ...drawing.attributes, width: WIDTH, height: HEIGHT, style },
    children: [ground, ...drawing.children],
  })}\n`
}

export function interactionCsv({ factors, response, cells }: Interaction): string {
  const heads = [...factors, response.name, 'low', 'high']
  const rows = cells.map(({ levels, value, low, high }) => [...levels, value, low, high])
  return `${[heads, ...rows].map((row) => row.join(',')).join('\n')}\n`
}
