// A small DET curve in characters, on normal-deviate axes from 0.1 % to 50 %.

import type { DetPoint } from './det.ts'
import { probit } from './probit.ts'

const TICKS = [0.001, 0.01, 0.05, 0.1, 0.2, 0.5]
const WIDTH = 49
const HEIGHT = 17
const LOWEST = probit(TICKS[0])
const HIGHEST = probit(TICKS[TICKS.length - 1])

/** Lines of a plot of several curves, each drawn with its own character; later ones lie on top. */
export function detText(curves: { mark: string; points: DetPoint[] }[]): string[] {
  const cells = Array.from({ length: HEIGHT }, () => new Array<string>(WIDTH).fill(' '))
  const column = (fmr: number) => cell(fmr, WIDTH)
  const row = (fnmr: number) => HEIGHT - 1 - cell(fnmr, HEIGHT)
  for (const { mark, points } of curves) {
    for (let i = 0; i + 1 < points.length; i++) drawStep(cells, mark, column, row, points[i], points[i + 1])
  }
  const label = (fraction: number) => `${100 * fraction} %`
  const rows = new Map(TICKS.map((tick) => [row(tick), label(tick)]))
  const body = cells.map((line, i) => {
    const text = rows.get(i)
    return `${(text ?? '').padStart(6)} ${text === undefined ? '|' : '+'}${line.join('').trimEnd()}`
  })
  const axis = `${' '.repeat(7)}+${'-'.repeat(WIDTH)}`
  let below = ' '.repeat(8)
  for (const tick of TICKS) {
    const text = label(tick)
    const at = 8 + column(tick) - Math.floor(text.length / 2)
    if (at >= below.trimEnd().length + 1) below = below.padEnd(at) + text
  }
  return ['  FNMR', ...body, axis, `${below}  FMR`]
}

function cell(rate: number, size: number): number {
  const share = (probit(Math.min(0.9999, Math.max(1e-9, rate))) - LOWEST) / (HIGHEST - LOWEST)
  return Math.round(Math.min(1, Math.max(0, share)) * (size - 1))
}

/** From one point to the next: left (fewer false matches), then up (more false non-matches). */
function drawStep(
  cells: string[][],
  mark: string,
  column: (fmr: number) => number,
  row: (fnmr: number) => number,
  from: DetPoint,
  to: DetPoint,
): void {
  const clippedAway = (fmr: number, fnmr: number) => fmr > 0.5 || fnmr > 0.5
  if (clippedAway(from.fmr, from.fnmr) && clippedAway(to.fmr, to.fnmr)) return
  const [right, left, bottom, top] = [column(from.fmr), column(to.fmr), row(from.fnmr), row(to.fnmr)]
  for (let x = left; x <= right; x++) cells[bottom][x] = mark
  for (let y = top; y <= bottom; y++) cells[y][left] = mark
}
