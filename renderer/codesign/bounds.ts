// What is asked of designs: bounds of measures and wanted levels of factors, set by dragging on axes or in fields. One
// state filters the plots and states the constraints; where nothing meets it, the nearest miss is found.

import type { Columns, FactorName, Level, Measure } from '../../main/codesign/columns.ts'

export interface Range {
  /** In the unit of the point; null: open. */
  low: number | null
  high: number | null
}

export interface Bounds {
  ranges: Partial<Record<Measure, Range>>
  /** Levels wanted; a factor that is missing may have any. Null is "has none". */
  levels: Partial<Record<FactorName, (Level | null)[]>>
}

export const NO_BOUNDS: Bounds = { ranges: {}, levels: {} }

export const isBounded = ({ ranges, levels }: Bounds): boolean =>
  Object.keys(ranges).length + Object.keys(levels).length > 0

export function withRange(bounds: Bounds, measure: Measure, range: Range): Bounds {
  const { [measure]: _, ...others } = bounds.ranges
  const open = range.low === null && range.high === null
  return { ...bounds, ranges: open ? others : { ...others, [measure]: range } }
}

export function withLevels(bounds: Bounds, factor: FactorName, wanted: (Level | null)[] | null): Bounds {
  const { [factor]: _, ...others } = bounds.levels
  return { ...bounds, levels: wanted === null ? others : { ...others, [factor]: wanted } }
}

const within = (value: number, { low, high }: Range): boolean =>
  (low === null || value >= low) && (high === null || value <= high)

const rangesOf = ({ ranges }: Bounds): [Measure, Range][] => Object.entries(ranges) as [Measure, Range][]

/** Indices of the designs whose factors are wanted. */
export function wanted(columns: Columns, { levels }: Bounds): number[] {
  const asked = (Object.entries(levels) as [FactorName, (Level | null)[]][]).map(([factor, list]) => {
    const column = columns.factors[factor]
    return {
      at: column.at,
      allowed: new Set(list.map((level) => (level === null ? -1 : column.levels.indexOf(level)))),
    }
  })
  return columns.ids.map((_, at) => at).filter((at) => asked.every((each) => each.allowed.has(each.at[at])))
}

/** Indices of the designs that meet all bounds; unknown measures meet none. */
export const meeting = (columns: Columns, bounds: Bounds): number[] =>
  wanted(columns, bounds).filter((at) =>
    rangesOf(bounds).every(([measure, range]) => within(columns.measures[measure].value[at], range)),
  )

/** A bound that a design misses: by how much, in the unit of the point. */
export interface Miss {
  measure: Measure
  value: number
  bound: number
}

export interface NearestMiss {
  at: number
  misses: Miss[]
  /** What would do if it alone were given up, and how many designs would then meet the rest. */
  relax: { measure: Measure; designs: number }[]
}

const missed = (columns: Columns, at: number, [measure, range]: [Measure, Range]): Miss | null => {
  const value = columns.measures[measure].value[at]
  if (within(value, range)) return null
  return { measure, value, bound: range.high !== null && !(value <= range.high) ? range.high : range.low! }
}

/** How far beyond its bound, relative to the bound. */
const excess = ({ value, bound }: Miss): number =>
  bound === 0 ? Math.abs(value) : Math.abs(value - bound) / Math.abs(bound)

/** Of the designs that fit and whose bounded measures are known, the one that misses least; null where there is none. */
export function nearestMiss(columns: Columns, bounds: Bounds): NearestMiss | null {
  const asked = rangesOf(bounds)
  const candidates = wanted(columns, bounds).filter(
    (at) =>
      columns.problem[at] < 0 &&
      asked.every(([measure]) => !Number.isNaN(columns.measures[measure].value[at])),
  )
  const missesOf = (at: number): Miss[] => asked.flatMap((each) => missed(columns, at, each) ?? [])
  let best: { at: number; misses: Miss[]; score: number } | null = null
  const relaxed = new Map<Measure, number>()
  for (const at of candidates) {
    const misses = missesOf(at)
    const score = misses.reduce((sum, miss) => sum + excess(miss), 0)
    if (best === null || score < best.score) best = { at, misses, score }
    if (misses.length === 1) relaxed.set(misses[0].measure, (relaxed.get(misses[0].measure) ?? 0) + 1)
  }
  if (best === null) return null
  const relax = [...relaxed].map(([measure, designs]) => ({ measure, designs }))
  return { at: best.at, misses: best.misses, relax: relax.sort((a, b) => b.designs - a.designs) }
}
