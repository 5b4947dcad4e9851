// The front among the designs shown: who is on it, and why a design is not. Objectives are minimised; those of which
// more is better count negative.

import type { Columns, Measure } from '../../main/codesign/columns.ts'
import { dominates, paretoFront } from '../../main/codesign/pareto.ts'
import { better } from './measures.ts'

export interface Front {
  /** Indices of the designs that every objective is known of, and their objectives. */
  known: number[]
  values: number[][]
  /** Difference between the largest and the smallest value of each objective; 1 where all are the same. */
  spans: number[]
  /** Indices of the designs on the front, in the order of the first objective. */
  members: number[]
}

/** Objectives of one design, to be minimised; NaN where unknown. */
export const objectivesOf = (columns: Columns, objectives: readonly Measure[], at: number): number[] =>
  objectives.map((name) => (better[name] === 'lower' ? 1 : -1) * columns.measures[name].value[at])

/** The front of `among`; designs that do not fit, or of which an objective is unknown, are on none. */
export function frontOf(columns: Columns, objectives: readonly Measure[], among: readonly number[]): Front {
  const known = among.filter(
    (at) =>
      columns.problem[at] < 0 && objectives.every((name) => !Number.isNaN(columns.measures[name].value[at])),
  )
  const values = known.map((at) => objectivesOf(columns, objectives, at))
  const spans = objectives.map((_, which) => spanOf(values, which))
  return { known, values, spans, members: paretoFront(values).map((index) => known[index]) }
}

export type Standing =
  | { kind: 'unfit'; reason: string }
  | { kind: 'unknown'; missing: Measure[] }
  | { kind: 'front' }
  /** Equal to a design of the front in every objective. */
  | { kind: 'equal'; to: number }
  | { kind: 'dominated'; by: number; nearest: number }

/** Why a design is on the front or not; the nearest design that dominates it is told. */
export function standing(
  columns: Columns,
  objectives: readonly Measure[],
  { known, values, spans, members }: Front,
  at: number,
): Standing {
  if (columns.problem[at] >= 0) return { kind: 'unfit', reason: columns.problems[columns.problem[at]] }
  const missing = objectives.filter((name) => Number.isNaN(columns.measures[name].value[at]))
  if (missing.length > 0) return { kind: 'unknown', missing }
  if (members.includes(at)) return { kind: 'front' }
  const own = objectivesOf(columns, objectives, at)
  const dominating = known.flatMap((_, index) => (dominates(values[index], own) ? [index] : []))
  if (dominating.length === 0) {
    const equal = known.findIndex(
      (other, index) =>
        members.includes(other) && values[index].every((value, which) => value === own[which]),
    )
    return equal < 0 ? { kind: 'front' } : { kind: 'equal', to: known[equal] }
  }
  const distance = (index: number): number =>
    Math.hypot(...values[index].map((value, which) => (value - own[which]) / spans[which]))
  let nearest = dominating[0]
  for (const index of dominating) if (distance(index) < distance(nearest)) nearest = index
  return { kind: 'dominated', by: dominating.length, nearest: known[nearest] }
}

function spanOf(values: readonly number[][], which: number): number {
  let low = Number.POSITIVE_INFINITY
  let high = Number.NEGATIVE_INFINITY
  for (const { [which]: value } of values) {
    low = Math.min(low, value)
    high = Math.max(high, value)
  }
  return high > low ? high - low : 1
}

/** The next design along the front, from `at` or, where it is not on the front, from the nearest end. */
export function along(members: readonly number[], at: number | null, step: 1 | -1): number | null {
  if (members.length === 0) return null
  const place = at === null ? -1 : members.indexOf(at)
  if (place < 0) return step === 1 ? members[0] : members[members.length - 1]
  return members[Math.min(members.length - 1, Math.max(0, place + step))]
}
