// The parallel axes: a line per design through its levels and measures. A drag along an axis bounds it.

import type { Columns, FactorName, Measure } from '../../main/codesign/columns.ts'
import { factorNames } from '../../main/codesign/columns.ts'
import { axisOf } from './axis.ts'
import { type Bounds, withLevels, withRange } from './bounds.ts'
import { digits, fromField, toField } from './measures.ts'

export interface ParallelAxis {
  kind: 'factor' | 'measure'
  name: FactorName | Measure
  /** Place of each design: 0 at the bottom, 1 on top; NaN where it is unknown or has none. */
  places: Float32Array
  ticks: { place: number; text: string }[]
  /** Numbers at places, in the unit of the point; null of a factor. */
  value: ((place: number) => number) | null
}

/** Measures that have an axis, where something is known of them. */
const MEASURES: readonly Measure[] = [
  'latency_ms',
  'energy_mj',
  'peak_ram_bytes',
  'bom_dollars',
  'time_to_success_s',
  'fnmr',
]
/** Names of networks are too many for an axis: their widths, depths and sizes have one each. */
const LEFT_OUT: readonly FactorName[] = ['face_network', 'voice_network']

export function parallelAxes(columns: Columns): ParallelAxis[] {
  const factors = factorNames.flatMap((name): ParallelAxis[] => {
    const { levels, at } = columns.factors[name]
    if (levels.length < 2 || LEFT_OUT.includes(name)) return []
    const place = (level: number) => (level < 0 ? Number.NaN : (level + 0.5) / levels.length)
    const ticks = levels.map((level, index) => ({ place: place(index), text: String(level) }))
    return [{ kind: 'factor', name, places: Float32Array.from(at, place), ticks, value: null }]
  })
  const measures = MEASURES.flatMap((name): ParallelAxis[] => {
    const values = columns.measures[name].value
    const axis = axisOf(Array.from(values, (value) => toField(name, value)))
    if (axis === null) return []
    const ticks = axis.ticks.map((tick) => ({ place: axis.place(tick), text: digits(tick) }))
    const places = values.map((value) => (Number.isNaN(value) ? value : axis.place(toField(name, value))))
    return [{ kind: 'measure', name, places, ticks, value: (place) => fromField(name, axis.value(place)) }]
  })
  return [...factors, ...measures]
}

/** Shorter drags are clicks: they open the axis again. */
const SHORTEST = 0.015

/** The bounds after a drag along an axis from one place to another. */
export function brushed(
  columns: Columns,
  bounds: Bounds,
  { kind, name, value, ticks }: ParallelAxis,
  from: number,
  to: number,
): Bounds {
  const [low, high] = [Math.max(0, Math.min(from, to)), Math.min(1, Math.max(from, to))]
  const open = high - low < SHORTEST
  if (kind === 'measure') {
    const range = open
      ? { low: null, high: null }
      : { low: low === 0 ? null : rounded(value!(low)), high: high === 1 ? null : rounded(value!(high)) }
    return withRange(bounds, name as Measure, range)
  }
  const levels = columns.factors[name as FactorName].levels.filter(
    (_, index) => ticks[index].place >= low && ticks[index].place <= high,
  )
  return withLevels(bounds, name as FactorName, open || levels.length === 0 ? null : levels)
}

/** A drag cannot mean more than three figures. */
const rounded = (value: number): number => Number(value.toPrecision(3))

/** Where an axis is bounded: places from low to high; null where it is open. */
export function brushOf(
  columns: Columns,
  bounds: Bounds,
  { kind, name, ticks, value }: ParallelAxis,
): [number, number] | null {
  if (kind === 'factor') {
    const wanted = bounds.levels[name as FactorName]
    if (!wanted) return null
    const half = 0.5 / ticks.length
    const places = columns.factors[name as FactorName].levels.flatMap((level, index) =>
      wanted.includes(level) ? [ticks[index].place] : [],
    )
    return places.length === 0 ? [0, 0] : [Math.min(...places) - half, Math.max(...places) + half]
  }
  const range = bounds.ranges[name as Measure]
  if (!range) return null
  const place = (wanted: number | null, end: number): number =>
    wanted === null ? end : clamped(placeOf(value!, wanted))
  return [place(range.low, 0), place(range.high, 1)]
}

const clamped = (place: number): number => Math.min(1, Math.max(0, place))

/** Place of a value on an axis that ascends. */
function placeOf(value: (place: number) => number, wanted: number): number {
  let [low, high] = [0, 1]
  for (let step = 0; step < 30; step++) {
    const middle = (low + high) / 2
    if (value(middle) < wanted) low = middle
    else high = middle
  }
  return (low + high) / 2
}

/** At most `most` of them, evenly. */
export function thinned(among: readonly number[], most: number): readonly number[] {
  if (among.length <= most) return among
  return Array.from({ length: most }, (_, index) => among[Math.floor((index * among.length) / most)])
}
