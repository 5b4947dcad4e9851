// Guidelines of a space: every claim that can be made of it is instantiated and tested, and those are kept that survive
// Holm's correction over all tests made, whichever came out. Computed claims are facts of the cost model and need no test.

import { createHash } from 'node:crypto'
import { factorNamed, levelsOf } from '../factors.ts'
import { holm } from '../holm.ts'
import type { TestOptions } from '../people-test.ts'
import type { DesignPoint } from '../points.ts'
import { responsesAt } from '../responses.ts'
import { cascadeClaims, type OverStatedFmr, overStatedFmr } from './cascade.ts'
import { ALPHA, type Claim, type PlotWish, type Study } from './claim.ts'
import { configurationClaims } from './configuration.ts'
import { interplayClaims } from './interplay.ts'
import { leverClaims } from './levers.ts'
import { memoryClaims } from './memory.ts'
import { plotFinder } from './plots.ts'
import { stepClaims } from './steps.ts'
import { voiceClaims } from './voice.ts'

export interface Guideline extends Omit<Claim, 'worth' | 'test' | 'plot'> {
  /** Id of the interaction that shows it; null where its factor is crossed with none. */
  plot: string | null
  basis: 'measured' | 'computed'
  /** Of a measured one: the p-value, and that adjusted for all tests made. */
  p: number | null
  p_adjusted: number | null
  shows: 'difference' | 'within' | null
}

export interface Guidelines {
  guidelines: Guideline[]
  /** Tests made, over all of which the correction is. */
  tests: number
  /** Sentences that were tested and did not survive, with their adjusted p. */
  refused: { statement: string; p: number; p_adjusted: number; people: number }[]
  overStatedFmr: OverStatedFmr
  fmr: number
  points: number
  measured: number
  /** Whose figures these are: changes with every network, board, price and measurement. */
  sha256: string
}

/** Derives the guidelines of points at a stated FMR; `boards` in the order in which sentences tell their costs. */
export function deriveGuidelines(
  points: readonly DesignPoint[],
  boards: readonly string[],
  fmr: number,
  options: TestOptions = {},
): Guidelines {
  const responses = responsesAt(fmr)
  const study: Study = { points, usual: usualPoints(points), boards, fmr, responses, options }
  const claims = [
    ...stepClaims(study),
    ...leverClaims(study),
    ...voiceClaims(study),
    ...cascadeClaims(study),
    ...interplayClaims(study),
    ...memoryClaims(study),
    ...configurationClaims(study),
  ]
  const plots = plotFinder(study)
  const tested = claims.filter(({ test }) => test !== null)
  const adjusted = new Map(holm(tested.map(({ test }) => test!.p)).map((p, at) => [tested[at], p]))
  const survives = (claim: Claim): boolean => (adjusted.get(claim) ?? 0) <= ALPHA
  return {
    guidelines: merged(
      claims
        .filter((claim) => claim.worth && survives(claim))
        .map((claim) => guidelineOf(claim, adjusted.get(claim) ?? null, plots)),
    ),
    tests: tested.length,
    refused: tested
      .filter((claim) => !survives(claim))
      .map((claim) => ({
        statement: claim.statement,
        p: claim.test!.p,
        p_adjusted: adjusted.get(claim)!,
        people: claim.comparison!.people,
      })),
    overStatedFmr: overStatedFmr(points, fmr),
    fmr,
    points: points.length,
    measured: points.filter((point) => responses.fnmr.of(point) !== null).length,
    sha256: digest(points),
  }
}

function guidelineOf(
  { worth: _, test, plot, ...claim }: Claim,
  adjusted: number | null,
  plots: (wish: PlotWish) => string | null,
): Guideline {
  return {
    ...claim,
    plot: plots(plot),
    basis: test === null ? 'computed' : 'measured',
    p: test?.p ?? null,
    p_adjusted: adjusted,
    shows: test?.shows ?? null,
  }
}

/**
 * What holds on several boards is told once, with the first board's figures and the costs of all; of what is said of one
 * board more than once the first.
 */
function merged(guidelines: readonly Guideline[]): Guideline[] {
  const known = new Map<string, Guideline>()
  for (const guideline of guidelines) {
    const first = known.get(guideline.key)
    if (first === undefined) known.set(guideline.key, { ...guideline })
    else if (!guideline.boards.some((board) => first.boards.includes(board))) {
      if (first.boards.length === 1) first.scope += `; the sentence has the figures of ${first.boards[0]}`
      first.boards = [...first.boards, ...guideline.boards]
      first.costs = [...first.costs, ...guideline.costs]
      // The weaker of two pieces of evidence is what both have.
      if (guideline.p_adjusted !== null && guideline.p_adjusted > (first.p_adjusted ?? 0)) {
        first.p = guideline.p
        first.p_adjusted = guideline.p_adjusted
      }
    }
  }
  return [...known.values()]
}

const CONFIGURATION = ['cpu_mhz', 'flash', 'psram', 'arena', 'kernels'] as const

/** Points of each board at the last level of each factor of its configuration. */
export function usualPoints(points: readonly DesignPoint[]): DesignPoint[] {
  const boards = [...new Set(points.map(({ factors }) => factors.board))]
  return boards.flatMap((board) => {
    let own = points.filter(({ factors }) => factors.board === board)
    for (const name of CONFIGURATION) {
      const last = levelsOf(
        own.map(({ factors }) => factors[name]),
        factorNamed(name),
      ).at(-1)
      own = own.filter(({ factors }) => factors[name] === last)
    }
    return own
  })
}

function digest(points: readonly DesignPoint[]): string {
  const hash = createHash('sha256')
  for (const point of points) hash.update(JSON.stringify(point))
  return hash.digest('hex')
}
