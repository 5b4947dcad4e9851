// How one factor changes the effect of another: designs that differ in these two alone, side by side. Plain data for the
// screen's small multiples and for `codesign guidelines --plots`. The effect is the difference of differences between
// the outermost levels; the share is that of the variance between cells which the two factors' separate effects leave.

import { setImmediate } from 'node:timers/promises'
import type { Interval } from '../evaluation/interval.ts'
import { meanRates, peopleOf } from './comparisons.ts'
import { type Factor, type FactorName, factors, type Level } from './factors.ts'
import { type MatchedSet, matchedSets } from './matching.ts'
import { mean, meanOverPeople, ROUNDING, signTest, type TestOptions } from './people-test.ts'
import type { DesignPoint } from './points.ts'
import { type Response, type ResponseName, responsesAt } from './responses.ts'

export interface InteractionCell extends Interval {
  /** Level of the first factor and of the second. */
  levels: [Level, Level]
}

export interface Interaction {
  /** Name of the plot: first factor, second, response. */
  id: string
  factors: [FactorName, FactorName]
  titles: [string, string]
  response: { name: ResponseName; title: string; unit: string; kind: Response['kind'] }
  levels: [Level[], Level[]]
  /** Levels as they are read. */
  labels: [string[], string[]]
  /** Sets of designs that are equal in all other factors, one in every cell. */
  sets: number
  /** Independent units of a measured response; null of a cost. */
  people: number | null
  /**
   * Row by row of the first factor. Median over the matched sets with the cost model's interval, where there is one; of
   * error rates mean over people with 95 % over people.
   */
  cells: InteractionCell[]
  /**
   * (last - first level of the first factor) at the last level of the second, less the same at its first. Of an estimate
   * the interval is of a model that errs alike in all cells. p: that there is no such effect; of measured rates alone.
   */
  effect: { difference: number; low: number; high: number; p: number | null }
  /** Share of the variance between cells that belongs to the interaction; 0 where the factors only add. */
  share: number
}

/** Name of the plot of two factors, whichever comes first. */
export function interactionId(one: FactorName, other: FactorName, response: ResponseName): string {
  const place = (wanted: FactorName): number => factors.findIndex(({ name }) => name === wanted)
  const [first, second] = place(one) < place(other) ? [one, other] : [other, one]
  return `${first}-${second}-${response}`
}

/** Points of which a response is known; of error rates one for all with the same networks. */
function known(points: readonly DesignPoint[], response: Response): DesignPoint[] {
  const all = points.filter((point) => response.of(point) !== null)
  return response.name === 'fnmr' ? oncePerNetworks(all) : all
}

/** Whether there are matched designs at two levels or more of both factors. */
export const isCrossed = (
  points: readonly DesignPoint[],
  pair: readonly [Factor, Factor],
  response: Response,
): boolean => matchedSets(known(points, response), pair).sets.length > 0

/** One pair of factors; null where no two levels of each can be matched, or nothing was measured. */
export function interactionOf(
  points: readonly DesignPoint[],
  pair: readonly [Factor, Factor],
  response: Response,
  fmr: number,
  options: TestOptions = {},
): Interaction | null {
  const { levels, sets } = matchedSets(known(points, response), pair)
  if (sets.length === 0) return null
  const [a, b] = levels
  const { cells, ...summary } =
    response.name === 'fnmr' ? measured(sets, b.length, fmr, options) : costs(sets, b.length, response)
  const values = cells.map(({ value }) => value)
  return {
    id: interactionId(pair[0].name, pair[1].name, response.name),
    factors: [pair[0].name, pair[1].name],
    titles: [pair[0].title, pair[1].title],
    response: { name: response.name, title: response.title, unit: response.unit, kind: response.kind },
    levels: [a, b],
    labels: [a.map(pair[0].read), b.map(pair[1].read)],
    ...summary,
    cells: cells.map((cell, at) => ({ levels: [a[Math.floor(at / b.length)], b[at % b.length]], ...cell })),
    share: interactionShare(values, b.length),
  }
}

/** Every pair of factors for which there are matched designs; strongest interaction first. Others run in between. */
export async function interactionsOf(
  points: readonly DesignPoint[],
  response: ResponseName,
  fmr: number,
  options: TestOptions = {},
  onProgress: (done: number, total: number) => void = () => {},
): Promise<Interaction[]> {
  const pairs = factors.flatMap((first, at) =>
    factors.slice(at + 1).map((second): [Factor, Factor] => [first, second]),
  )
  const found: Interaction[] = []
  for (const [at, pair] of pairs.entries()) {
    onProgress(at, pairs.length)
    await setImmediate()
    const interaction = interactionOf(points, pair, responsesAt(fmr)[response], fmr, options)
    if (interaction) found.push(interaction)
  }
  return found.sort((one, other) => other.share - one.share)
}

/** What of a design its error rates depend on: modality, networks, seconds of speech. */
export const networksOf = ({ id }: DesignPoint): string => id.split('/').slice(0, 3).join('/')

/** Error rates know nothing of boards: one point stands for all with its networks. */
export function oncePerNetworks(points: readonly DesignPoint[]): DesignPoint[] {
  const seen = new Set<string>()
  return points.filter((point) => {
    const networks = networksOf(point)
    return seen.has(networks) ? false : seen.add(networks)
  })
}

export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = (sorted.length - 1) / 2
  return (sorted[Math.floor(middle)] + sorted[Math.ceil(middle)]) / 2
}

/** Of a table row by row: (last row - first row) at its last column, less the same at its first. */
export function differenceOfDifferences(values: readonly number[], columns: number): number {
  const [topLeft, topRight, bottomLeft, bottomRight] = corners(values, columns)
  return bottomRight - topRight - (bottomLeft - topLeft)
}

const corners = <T>(cells: readonly T[], columns: number): [T, T, T, T] => [
  cells[0],
  cells[columns - 1],
  cells[cells.length - columns],
  cells[cells.length - 1],
]

/** Two-way analysis of variance without repetition: sum of squares that rows and columns leave, over the whole. */
export function interactionShare(values: readonly number[], columns: number): number {
  const rows = values.length / columns
  const row = Array.from({ length: rows }, (_, r) => mean(values.slice(r * columns, (r + 1) * columns)))
  const column = Array.from({ length: columns }, (_, c) => mean(values.filter((_, at) => at % columns === c)))
  const all = mean(values)
  let whole = 0
  let left = 0
  values.forEach((value, at) => {
    whole += (value - all) ** 2
    left += (value - row[Math.floor(at / columns)] - column[at % columns] + all) ** 2
  })
  // What rounding leaves of nothing is nothing.
  return left <= 1e-12 * (whole + all ** 2) ? 0 : left / whole
}

/** Sets measured on the same people, most people first: faces alone are many, faces with voices are as few as the voices. */
function largestKind(sets: readonly MatchedSet[], fmr: number): MatchedSet[] {
  const kinds = new Map<string, { people: number; sets: MatchedSet[] }>()
  for (const set of sets) {
    const people = set.map((point) => peopleOf(point, fmr, 'development')!.length)
    const kind = kinds.get(people.join()) ?? { people: mean(people), sets: [] }
    kinds.set(people.join(), kind)
    kind.sets.push(set)
  }
  return [...kinds.values()].sort((a, b) => b.people - a.people)[0].sets
}

type Summary = Pick<Interaction, 'effect' | 'people' | 'sets'> & { cells: Interval[] }

function costs(sets: readonly MatchedSet[], columns: number, response: Response): Summary {
  const figures = sets.map((set) => set.map((point) => response.of(point)!))
  const overSets = (side: keyof Interval, of: (values: number[]) => number): number =>
    median(figures.map((set) => of(set.map((figure) => figure[side]))))
  const difference = (side: keyof Interval) =>
    overSets(side, (values) => differenceOfDifferences(values, columns))
  const all = [difference('value'), difference('low'), difference('high')]
  return {
    cells: sets[0].map((_, cell) => ({
      value: overSets('value', (values) => values[cell]),
      low: overSets('low', (values) => values[cell]),
      high: overSets('high', (values) => values[cell]),
    })),
    effect: { difference: all[0], low: Math.min(...all), high: Math.max(...all), p: null },
    people: null,
    sets: sets.length,
  }
}

function measured(all: readonly MatchedSet[], columns: number, fmr: number, options: TestOptions): Summary {
  const sets = largestKind(all, fmr)
  const rates = sets[0].map(
    (_, cell) =>
      meanRates(
        sets.map((set) => set[cell]),
        fmr,
      )!,
  )
  const cells = rates.map((each) => meanOverPeople(each))
  const [topLeft, topRight, bottomLeft, bottomRight] = corners(rates, columns)
  const people = Math.min(...rates.map(({ length }) => length))
  if ([topRight, bottomLeft, bottomRight].every(({ length }) => length === topLeft.length)) {
    const each = topLeft.map((_, i) => bottomRight[i] - topRight[i] - (bottomLeft[i] - topLeft[i]))
    const exact = each.map((value) => (Math.abs(value) < ROUNDING ? 0 : value))
    const { value: difference, low, high } = meanOverPeople(exact)
    return {
      cells,
      people,
      sets: sets.length,
      effect: { difference, low, high, p: signTest(exact, options) },
    }
  }
  // Different people at different levels: their uncertainties add up.
  const difference = differenceOfDifferences(
    cells.map(({ value }) => value),
    columns,
  )
  const spread = (side: 'low' | 'high') =>
    Math.hypot(...corners(cells, columns).map((cell) => cell[side] - cell.value))
  return {
    cells,
    people,
    sets: sets.length,
    effect: { difference, low: difference - spread('low'), high: difference + spread('high'), p: null },
  }
}
