// A cascade, which asks for the voice where the face is unsure, against the sum, which always asks for both.

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
  const pairs = of(oncePerNetworks(study.points)).filter(([, cascade]) => keepsFmr(cascade, study.fmr))
  const found = comparePairs(pairs, study.fmr)
  if (found === null) return []
  const onBoards = of(study.usual).filter(([, cascade]) => keepsFmr(cascade, study.fmr))
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
      scope:
        'the same networks and seconds of speech; cascades that keep the stated FMR on the development people',
      plot: { factor: 'modality', beside: BESIDE, response: 'time_to_success_s' },
      worth: true,
    },
  ]
}

export interface OverStatedFmr {
  /** Cascades of different networks that were measured at the stated FMR. */
  cascades: number
  /** Those that accept more development people than stated. */
  over: number
  /** The highest FMR among all of them; 0 where there are none. */
  highest: number
}

/** How many cascades accept more than stated: what no guideline compares. */
export function overStatedFmr(points: readonly DesignPoint[], fmr: number): OverStatedFmr {
  const found = oncePerNetworks(points)
    .filter(({ factors }) => factors.modality === 'cascade')
    .flatMap((point) => ratesAt(point, fmr)?.fmr.value ?? [])
  return {
    cascades: found.length,
    over: found.filter((value) => value > fmr).length,
    highest: Math.max(0, ...found),
  }
}

/** A cascade's bounds are set and not fitted: one that accepts more impostors than stated rejects less for that. */
function keepsFmr(cascade: DesignPoint, fmr: number): boolean {
  const rates = ratesAt(cascade, fmr)
  return rates !== null && rates.fmr.value <= fmr
}

/** The shortest attempt with both, and where a face alone decides. */
function boundClaims({ usual, boards: [board] }: Study): Claim[] {
  const own = usual.filter(({ factors, fits }) => fits && factors.board === board)
  const shortest = (of: (point: DesignPoint) => number | undefined): number =>
    Math.min(...own.map((point) => of(point) ?? Number.POSITIVE_INFINITY))
  const sum = shortest((point) => (point.factors.modality === 'sum' ? point.attempt_ms.estimate : undefined))
  const first = shortest((point) => point.face_only?.attempt_ms.estimate)
  if (!Number.isFinite(sum) || !Number.isFinite(first) || first >= sum) return []
  return [
    {
      kind: 'under a bound',
      key: `under a bound ${board}`,
      statement: `Below ${amount('attempt_ms', sum)} for an attempt only the face, or a cascade that it decides (from ${amount('attempt_ms', first)}), can answer; from there on the sum can, too.`,
      test: null,
      comparison: null,
      testPeople: null,
      refused: null,
      costs: [],
      pairs: own.length,
      boards: [board],
      scope: 'designs of the usual configuration that fit',
      plot: { factor: 'modality', beside: BESIDE, response: 'attempt_ms' },
      worth: true,
    },
  ]
}
