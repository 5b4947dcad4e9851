// A system's error rates with its name and how it is drawn.

import type { ErrorBands } from '../error-bands.ts'

export interface Series {
  name: string
  colour: string
  dashes?: string
  bands: ErrorBands
}

/** The corners of a curve drawn as steps: at each threshold first the one rate changes, then the other. */
export function steps(points: readonly [x: number, y: number][]): [x: number, y: number][] {
  return points.flatMap(([x, y], i): [number, number][] =>
    i === 0
      ? [[x, y]]
      : [
          [x, points[i - 1][1]],
          [x, y],
        ],
  )
}
