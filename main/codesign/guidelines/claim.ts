// A candidate of a guideline: a sentence made from figures of the space, and what it rests on. Which claims become
// guidelines is decided over all of them together (derive.ts).

import { type Comparison, comparePairs, type Pair } from '../comparisons.ts'
import type { FactorName } from '../factors.ts'
import type { TestOptions } from '../people-test.ts'
import type { DesignPoint } from '../points.ts'
import { type Response, type ResponseName, ratesAt } from '../responses.ts'

/** Chance that any of the guidelines together is wrong. */
export const ALPHA = 0.05

/** What is studied: the points of a space, judged at one stated FMR. */
export interface Study {
  points: readonly DesignPoint[]
  /** Points in each board's usual configuration: the last level of every factor of the board. */
  usual: readonly DesignPoint[]
  /** Ids; the first is the one whose costs sentences tell. */
  boards: readonly string[]
  fmr: number
  responses: Readonly<Record<ResponseName, Response>>
  options: TestOptions
}

/** A cost before and after; medians over the pairs. */
export interface CostFact {
  board: string
  response: ResponseName
  title: string
  unit: string
  kind: Response['kind']
  before: number
  after: number
  pairs: number
}

/** Which interaction would show a claim: its factor with the first of `beside` with which it is crossed in the space. */
export interface PlotWish {
  factor: FactorName
  beside: readonly FactorName[]
  response: ResponseName
}

export interface Claim {
  kind: string
  /** What it is about: claims of the same key on several boards become one guideline. */
  key: string
  statement: string
  /** Of measured claims; `within`: that a change is smaller than a margin is what is shown. Null: computed. */
  test: { p: number; shows: 'difference' | 'within' } | null
  /** FNMR on the development people, over whom the test is. */
  comparison: Omit<Comparison, 'changes'> | null
  /** The same designs on people by whom nothing was chosen; null where they were not measured. */
  testPeople: { before: number; after: number; people: number } | null
  /** Why the people do not carry the stated FMR; null where they do. */
  refused: string | null
  costs: CostFact[]
  /** Designs compared. */
  pairs: number
  boards: string[]
  /** What was held, and for which designs it holds. */
  scope: string
  plot: PlotWish
  /** Large enough to be worth a sentence. */
  worth: boolean
}

/** The comparison without what is of single people, and the same on the test people. */
export function told(
  comparison: Comparison,
  pairs: readonly Pair[],
  fmr: number,
): Pick<Claim, 'comparison' | 'testPeople' | 'refused'> {
  const { changes: _, ...figures } = comparison
  const test = comparePairs(pairs, fmr, 'test')
  return {
    comparison: figures,
    testPeople: test && { before: test.before, after: test.after, people: test.people },
    refused: pairs.map((pair) => refusalOf(pair, fmr)).find((why) => why !== null) ?? null,
  }
}

/** Why the people of any of these designs do not carry the stated FMR; null where all do. */
export const refusalOf = (points: readonly DesignPoint[], fmr: number): string | null =>
  points.map((point) => ratesAt(point, fmr)?.refused ?? null).find((why) => why !== null) ?? null
