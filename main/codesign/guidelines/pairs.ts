// Pairs of designs that a claim compares, and what they cost.

import type { Pair } from '../comparisons.ts'
import { type FactorName, factorNamed, type Level, levelsOf } from '../factors.ts'
import { median } from '../interactions.ts'
import { matchedSets } from '../matching.ts'
import type { DesignPoint } from '../points.ts'
import type { ResponseName } from '../responses.ts'
import type { CostFact, Study } from './claim.ts'

/** Designs equal in all but one factor, at one level of it and at another. */
export function stepPairs(points: readonly DesignPoint[], name: FactorName, from: Level, to: Level): Pair[] {
  const factor = factorNamed(name)
  const both = points.filter(({ factors }) => factors[name] === from || factors[name] === to)
  const { levels, sets } = matchedSets(both, [factor])
  if (levels[0].length < 2) return []
  const first = levels[0].indexOf(from)
  return sets.map((set): Pair => [set[first], set[1 - first]])
}

/** Levels of a factor next to each other; of a precision int8 with each other one, from the smaller to the larger. */
export function stepsOf(points: readonly DesignPoint[], name: FactorName): [Level, Level][] {
  const levels = levelsOf(
    points.map(({ factors }) => factors[name]),
    factorNamed(name),
  )
  const pivot = name.endsWith('precision') ? levels.indexOf('int8') : -1
  if (pivot < 0) return levels.slice(1).map((level, at): [Level, Level] => [levels[at], level])
  return levels.flatMap((level, at): [Level, Level][] => {
    if (at === pivot) return []
    return [at < pivot ? [level, 'int8'] : ['int8', level]]
  })
}

/** A cost before and after, on each board for which pairs of designs fit; medians. */
export function costFacts(
  { responses, boards }: Pick<Study, 'responses' | 'boards'>,
  pairs: readonly Pair[],
  name: ResponseName,
): CostFact[] {
  const { of, title, unit, kind } = responses[name]
  return boards.flatMap((board): CostFact[] => {
    const known = pairs
      .filter(([one, other]) => one.factors.board === board && other.factors.board === board)
      .map((pair) => pair.map(of))
      .filter((figures) => figures.every((figure) => figure !== null))
    if (known.length === 0) return []
    const [before, after] = [0, 1].map((side) => median(known.map((figures) => figures[side]!.value)))
    return [{ board, response: name, title, unit, kind, before, after, pairs: known.length }]
  })
}
