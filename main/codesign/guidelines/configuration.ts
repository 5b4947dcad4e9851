// What the board's configuration does: clock, flash mode, PSRAM clock, place of the arena, kernels. Computed from the
// board's own cost model for designs equal in all else; the factor that changes the effect most is told with it.

import type { Pair } from '../comparisons.ts'
import {
  factors as allFactors,
  type Factor,
  type FactorName,
  factorNamed,
  type Level,
  levelsOf,
} from '../factors.ts'
import { interactionId, median } from '../interactions.ts'
import type { DesignPoint } from '../points.ts'
import type { Claim, Study } from './claim.ts'
import { costFacts, stepPairs } from './pairs.ts'
import { capital, relative } from './wording.ts'

const CONFIGURED = ['cpu_mhz', 'flash', 'psram', 'arena', 'kernels'] as const satisfies FactorName[]

/** An effect below this share of the wait is none; one above the other matters. */
const NONE = 0.02
const MATTERS = 0.05

export function configurationClaims(study: Study): Claim[] {
  return study.boards.flatMap((board) => {
    const points = study.points.filter(({ factors, fits }) => fits && factors.board === board)
    return CONFIGURED.flatMap((name) => {
      const levels = levelsOf(
        points.map(({ factors }) => factors[name]),
        factorNamed(name),
      )
      const usual = levels.at(-1)
      return levels
        .slice(0, -1)
        .flatMap((level) => configurationClaim(study, board, points, name, usual!, level))
    })
  })
}

/** The effect of the other level instead of the usual one. */
function configurationClaim(
  study: Study,
  board: string,
  points: readonly DesignPoint[],
  name: FactorName,
  usual: Level,
  level: Level,
): Claim[] {
  const pairs = stepPairs(points, name, usual, level)
  if (pairs.length === 0) return []
  const factor = factorNamed(name)
  const wait = ratios(pairs, (point) => point.latency_ms.estimate)
  const energy = median(ratios(pairs, (point) => point.energy_mj))
  const range = { least: Math.min(...wait), most: Math.max(...wait) }
  const beside = strongest(pairs, factor)
  const step = `${factor.read(level)} instead of ${factor.read(usual)}`
  const energyText = `energy ${relative(energy)}`
  const key = `configuration ${board} ${name} ${level}`
  const largest = Math.max(Math.abs(range.least - 1), Math.abs(range.most - 1))
  return [
    {
      kind: 'configuration',
      key,
      statement:
        largest < NONE
          ? `${capital(step)} makes no difference: the wait changes by less than ${(100 * NONE).toFixed(0)} % in every design (${energyText}).`
          : sentence(step, median(wait), energyText, beside),
      test: null,
      comparison: null,
      testPeople: null,
      costs: (['latency_ms', 'energy_mj'] as const).flatMap((response) =>
        costFacts({ ...study, boards: [board] }, pairs, response),
      ),
      pairs: pairs.length,
      boards: [board],
      scope: `all else equal; the wait changes by ${relative(range.least)} to ${relative(range.most)}`,
      plot: interactionId(name, beside?.factor.name ?? 'face_precision', 'latency_ms'),
      worth: true,
    },
  ]
}

interface Moderator {
  factor: Factor
  /** The level at which the effect is least, and that at which it is most, by its size. */
  least: { level: Level; ratio: number }
  most: { level: Level; ratio: number }
}

function sentence(step: string, overall: number, energy: string, beside: Moderator | null): string {
  const all = `${capital(step)} changes the wait by ${relative(overall)} (${energy})`
  if (beside === null) return `${all}.`
  const { factor, least, most } = beside
  const at = ({ level, ratio }: Moderator['least']): string =>
    `${relative(ratio)} with ${factor.title} ${factor.read(level)}`
  if (Math.abs(least.ratio - 1) < NONE && Math.abs(most.ratio - 1) >= MATTERS) {
    return `${capital(step)} matters only for some designs: the wait changes by ${at(most)}, but ${at(least)} (${energy}).`
  }
  return `${all}; it depends most on the ${factor.title}: ${relative(most.ratio)} with ${factor.read(most.level)}, ${relative(least.ratio)} with ${factor.read(least.level)}.`
}

const ratios = (pairs: readonly Pair[], of: (point: DesignPoint) => number): number[] =>
  pairs.filter(([one]) => of(one) > 0).map(([one, other]) => of(other) / of(one))

/** The factor between whose levels the median effects lie furthest apart; null where none makes a difference. */
function strongest(pairs: readonly Pair[], own: Factor): Moderator | null {
  let found: (Moderator & { apart: number }) | null = null
  for (const factor of allFactors) {
    if (factor.name === own.name) continue
    const levels = levelsOf(
      pairs.map(([{ factors }]) => factors[factor.name]),
      factor,
    )
    const effects = levels
      .map((level) => ({
        level,
        ratio: median(
          ratios(
            pairs.filter(([{ factors }]) => factors[factor.name] === level),
            (point) => point.latency_ms.estimate,
          ),
        ),
      }))
      .sort((a, b) => Math.abs(a.ratio - 1) - Math.abs(b.ratio - 1))
    const [least, most] = [effects[0], effects.at(-1)]
    if (least === undefined || most === undefined || effects.length < 2) continue
    const apart = Math.abs(most.ratio - least.ratio)
    if (apart > Math.max(NONE, found?.apart ?? 0)) found = { factor, least, most, apart }
  }
  return found
}
