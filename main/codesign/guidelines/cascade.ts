// A cascade, which asks for the voice where the face is unsure, against the sum, which always asks for both.

import { withinBudgets } from '../budgets.ts'
import { comparePairs } from '../comparisons.ts'
import type { FactorName } from '../factors.ts'
import { oncePerNetworks } from '../interactions.ts'
import { mean, signTest } from '../people-test.ts'
import type { DesignPoint } from '../points.ts'
import { ratesAt } from '../responses.ts'
import { type Claim, type Study, told } from './claim.ts'
import { costFacts, stepPairs } from './pairs.ts'
import { amount, percent } from './wording.ts'

const BESIDE: readonly FactorName[] = ['seconds', 'face_width', 'voice_width']

export const cascadeClaims = (study: Study): Claim[] => [...comparedClaims(study), ...boundClaims(study)]

/** The same networks as a sum and as a cascade. */
function comparedClaims(study: Study): Claim[] {
  const of = (points: readonly DesignPoint[]) =>
    stepPairs(
      points.filter(({ factors }) => factors.modality === 'sum' || factors.modality === 'cascade'),
      'modality',
      'sum',
      'cascade',
    )
  const pairs = of(oncePerNetworks(study.points))
  const found = comparePairs(pairs, study.fmr)
  if (found === null) return []
  const onBoards = of(study.usual).filter(([, cascade]) => ratesAt(cascade, study.fmr) !== null)
  const costs = (['attempt_ms', 'time_to_success_s'] as const).flatMap((response) =>
    costFacts(study, onBoards, response),
  )
  const time = costs.find(({ response }) => response === 'time_to_success_s')
  const asked = mean(onBoards.map(([, cascade]) => ratesAt(cascade, study.fmr)!.asks_voice?.value ?? 1))
  const change = `FNMR ${percent(found.before)} -> ${percent(found.after)}`
  if (time === undefined) return []
  const fewer = time.after < time.before
  const takes = `the expected time to success ${fewer ? 'falls' : 'rises'} from ${amount('time_to_success_s', time.before)} to ${amount('time_to_success_s', time.after)}`
  return [
    {
      kind: 'cascade or sum',
      key: `cascade or sum ${found.after > found.before ? 'costs' : 'pays'}`,
      statement:
        found.after > found.before
          ? `Take a cascade for ${fewer ? 'speed' : 'privacy'}, the sum for certainty: a cascade asks for the voice in ${percent(asked)} of attempts and ${takes}, but it rejects more (${change}).`
          : `Take a cascade rather than the sum: it asks for the voice in ${percent(asked)} of attempts, ${takes}, and it rejects less (${change}).`,
      test: { p: signTest(found.changes, study.options), shows: 'difference' },
      ...told(found, pairs, study.fmr),
      costs,
      pairs: found.pairs,
      boards: [...study.boards],
      scope: 'the same networks and seconds of speech',
      plot: { factor: 'modality', beside: BESIDE, response: 'time_to_success_s' },
      worth: true,
    },
  ]
}

/** What the sum reaches is told of so much more time than its shortest attempt takes. */
const LONGER = 1.25

/** The shortest attempt with both, what a face reaches before, and where a face alone decides. */
function boundClaims({ usual, boards: [board], responses, fmr }: Study): Claim[] {
  const own = usual.filter(({ factors, fits }) => fits && factors.board === board)
  const shortest = (of: (point: DesignPoint) => number | undefined): number =>
    Math.min(...own.map((point) => of(point) ?? Number.POSITIVE_INFINITY))
  const sum = shortest((point) => (point.factors.modality === 'sum' ? point.attempt_ms.estimate : undefined))
  const first = shortest((point) => point.face_only?.attempt_ms.estimate)
  if (!Number.isFinite(sum) || !Number.isFinite(first) || first >= sum) return []
  const best = withinBudgets(own, responses.attempt_ms, [sum - 1, LONGER * sum], fmr)
  const reached = (modality: string, budget: number): string => {
    const found = best.find((cell) => cell.modality === modality && cell.budget === budget)?.best
    const test = found?.test ? `, ${percent(found.test.value)} on test people` : ''
    return found ? ` (at best FNMR ${percent(found.fnmr.value)}${test})` : ''
  }
  const limit = amount('attempt_ms', sum)
  const more = `${limit} to ${amount('attempt_ms', LONGER * sum)}`
  return [
    {
      kind: 'under a bound',
      key: `under a bound ${board}`,
      statement: `Below ${limit} for an attempt only the face${reached('face', sum - 1)}, or a cascade that it decides (from ${amount('attempt_ms', first)}), can answer; with ${more} the sum${reached('sum', LONGER * sum)} can, too.`,
      test: null,
      comparison: null,
      testPeople: null,
      refused: null,
      costs: [],
      pairs: own.length,
      boards: [board],
      scope: 'designs of the usual configuration that fit; the best by the development people, measured',
      plot: { factor: 'modality', beside: BESIDE, response: 'attempt_ms' },
      worth: true,
    },
  ]
}
