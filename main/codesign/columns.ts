// A table of points as columns: what a window holds of tens of thousands of designs. What is unknown is NaN, and what a
// design has no part of is level -1. Measures are in the units of points.ts; rates are those of the development people.

import type { DesignPoint, Factors } from './points.ts'

/** What designs are judged by. */
export const measures = [
  'fnmr',
  'eer',
  'latency_ms',
  'attempt_ms',
  'time_to_success_s',
  'attempts',
  'asks_voice',
  'energy_mj',
  'attempts_per_1000_mah',
  'bom_dollars',
  'peak_ram_bytes',
  'flash_bytes',
  'macs',
] as const
export type Measure = (typeof measures)[number]

export const factorNames = [
  'modality',
  'face_network',
  'face_width',
  'face_depth',
  'face_size',
  'face_precision',
  'voice_network',
  'voice_width',
  'voice_depth',
  'voice_precision',
  'seconds',
  'board',
  'cpu_mhz',
  'flash',
  'psram',
  'arena',
  'kernels',
] as const satisfies readonly (keyof Factors)[]
export type FactorName = (typeof factorNames)[number]

export type Level = string | number

export interface FactorColumn {
  /** Numbers ascend, words are in the order of their first design. */
  levels: Level[]
  /** Index of the level of each design; -1 where it has none. */
  at: Int16Array
}

export interface MeasureColumn {
  value: Float32Array
  /** Bounds of the 95 % interval, or of the estimate; null where the measure has none. */
  low: Float32Array | null
  high: Float32Array | null
}

export interface Columns {
  ids: string[]
  /** Texts of limits that designs break, and which of them each does; -1 where it fits. */
  problems: string[]
  problem: Int32Array
  factors: Record<FactorName, FactorColumn>
  measures: Record<Measure, MeasureColumn>
}

interface Known {
  value: number
  low?: number
  high?: number
}

/** What is known of a point by one measure at one stated FMR; null where it is not. */
export function measured(point: DesignPoint, measure: Measure, statedFmr: number): Known | null {
  const { development } = point.accuracy
  const experience = point.experience.find(({ stated_fmr }) => stated_fmr === statedFmr)
  const plain = (value: number | null | undefined): Known | null => (value == null ? null : { value })
  const estimated = ({ estimate, low, high }: DesignPoint['latency_ms']): Known => ({
    value: estimate,
    low,
    high,
  })
  switch (measure) {
    case 'fnmr':
      return development?.rates.find(({ stated_fmr }) => stated_fmr === statedFmr)?.fnmr ?? null
    case 'eer':
      return development?.eer ?? null
    case 'latency_ms':
      return estimated(point.latency_ms)
    case 'attempt_ms':
      return estimated(point.attempt_ms)
    case 'time_to_success_s':
      return plain(experience?.time_to_success_s)
    case 'attempts':
      return plain(experience?.attempts)
    case 'asks_voice':
      return plain(experience?.asks_voice)
    default:
      return plain(point[measure])
  }
}

/** The FMRs at which anything was measured, descending. */
export function statedFmrs(points: Iterable<DesignPoint>): number[] {
  const found = new Set<number>()
  for (const { accuracy } of points) {
    for (const { stated_fmr } of accuracy.development?.rates ?? []) found.add(stated_fmr)
  }
  return [...found].sort((a, b) => b - a)
}

export function columnsOf(points: readonly DesignPoint[], statedFmr: number): Columns {
  const problems = new Map<string, number>()
  const problem = Int32Array.from(points, ({ fits, problems: broken }) => {
    if (fits) return -1
    const text = broken.map(({ message }) => message).join(' ')
    if (!problems.has(text)) problems.set(text, problems.size)
    return problems.get(text)!
  })
  const factors = Object.fromEntries(factorNames.map((name) => [name, factorColumn(points, name)]))
  const found = Object.fromEntries(measures.map((name) => [name, measureColumn(points, name, statedFmr)]))
  return {
    ids: points.map(({ id }) => id),
    problems: [...problems.keys()],
    problem,
    factors: factors as Columns['factors'],
    measures: found as Columns['measures'],
  }
}

function factorColumn(points: readonly DesignPoint[], name: FactorName): FactorColumn {
  const found = new Set<Level>()
  for (const { factors } of points) if (factors[name] !== null) found.add(factors[name])
  const levels = [...found]
  if (levels.every((level) => typeof level === 'number')) levels.sort((a, b) => a - b)
  const indices = new Map(levels.map((level, index) => [level, index]))
  const at = Int16Array.from(points, ({ factors }) => indices.get(factors[name] as Level) ?? -1)
  return { levels, at }
}

function measureColumn(points: readonly DesignPoint[], name: Measure, statedFmr: number): MeasureColumn {
  const all = points.map((point) => measured(point, name, statedFmr))
  const bound = (side: 'low' | 'high') =>
    all.some((known) => known?.[side] !== undefined)
      ? Float32Array.from(all, (known) => known?.[side] ?? Number.NaN)
      : null
  return {
    value: Float32Array.from(all, (known) => known?.value ?? Number.NaN),
    low: bound('low'),
    high: bound('high'),
  }
}
