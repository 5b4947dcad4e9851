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
import { median } from '../interactions.ts'
import type { DesignPoint } from '../points.ts'
import type { Claim, Study } from './claim.ts'
import { costFacts, stepPairs } from './pairs.ts'
import { ruleOf } from './rule.ts'
import { capital, percent, relative } from './wording.ts'

const CONFIGURED = ['cpu_mhz', 'flash', 'psram', 'arena', 'kernels'] as const satisfies FactorName[]

const BESIDE: readonly FactorName[] = ['face_precision', 'voice_precision', 'modality']

/** An effect of this share of the wait matters. */
const MATTERS = 0.05
/** A factor is told beside one whose effect it changes by more than this share. */
const MUCH = 0.25

export function configurationClaims(study: Study): Claim[] {
  return study.boards.flatMap((board) => {
    const points = study.points.filter(({ factors, fits }) => fits && factors.board === board)
    return CONFIGURED.flatMap((name) => {
      const levels = levelsOf(
        points.map(({ factors }) => factors[name]),
        factorNamed(name),
      )
      const usual = levels.at(-1)
      return (
        levels
          // What fits without PSRAM at all is told by memory.ts.
          .filter((level) => level !== usual && level !== 'off')
          .flatMap((level) => configurationClaim(study, board, points, name, usual!, level))
      )
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
  const pairs = stepPairs(points, name, usual, level).filter(([one]) => one.latency_ms.estimate > 0)
  if (pairs.length === 0) return []
  const factor = factorNamed(name)
  const wait = pairs.map(waited)
  const { text, beside } = sentence(pairs, factor, factor.read(usual), factor.read(level))
  return [
    {
      kind: 'configuration',
      key: `configuration ${board} ${name} ${level}`,
      statement: text,
      test: null,
      comparison: null,
      testPeople: null,
      refused: null,
      costs: (['latency_ms', 'energy_mj'] as const).flatMap((response) =>
        costFacts({ ...study, boards: [board] }, pairs, response),
      ),
      pairs: pairs.length,
      boards: [board],
      scope: `all else equal; the wait changes by ${relative(Math.min(...wait))} to ${relative(Math.max(...wait))}`,
      plot: { factor: name, beside: [...(beside ? [beside] : []), ...BESIDE], response: 'latency_ms' },
      worth: true,
    },
  ]
}

/** Wait of the other design over that of the usual one. */
const waited = ([one, other]: Pair): number => other.latency_ms.estimate / one.latency_ms.estimate

interface Told {
  text: string
  /** The factor that the effect depends on most. */
  beside: FactorName | null
}

function sentence(pairs: readonly Pair[], factor: Factor, usual: string, other: string): Told {
  const choice = `${factor.title} ${usual} rather than ${other}`
  const touched = new Set(pairs.filter((pair) => Math.abs(waited(pair) - 1) >= MATTERS).map(([one]) => one))
  if (touched.size === 0) {
    const most = Math.max(...pairs.map((pair) => Math.abs(waited(pair) - 1)))
    const text = `Do not pay for ${choice}: the wait differs by at most ${percent(most)} in every design.`
    return { text, beside: null }
  }
  if (touched.size > pairs.length / 2) {
    const wait = median(pairs.map(waited))
    const energy = median(pairs.map(([one, two]) => two.energy_mj / one.energy_mj))
    const { text, beside } = graded(pairs, factor)
    const change = `${other} ${lengthens(wait)} and ${takes(energy)} energy per attempt (medians)`
    return { text: `${wait > 1 ? 'Choose' : 'Do not choose'} ${choice}: ${change}${text}.`, beside }
  }
  const rule = ruleOf(
    pairs.map(([one]) => one),
    (point) => touched.has(point),
    [factor.name],
  )
  const seldom = `${capital(choice)} matters (${100 * MATTERS} % of the wait or more) in ${touched.size} of ${pairs.length} designs only`
  const all = relative(median(pairs.map(waited)))
  if (rule === null)
    return {
      text: `${seldom}; with ${factor.title} ${other} the wait changes by ${all} in the median.`,
      beside: null,
    }
  const [inside, outside] = [true, false].map((named) =>
    relative(median(pairs.filter(([one]) => rule.names(one) === named).map(waited))),
  )
  const text = `${seldom}, mostly those with ${rule.text}: with ${factor.title} ${other} the wait changes by ${inside} there, by ${outside} elsewhere.`
  return { text, beside: rule.factors[0].name }
}

const share = (ratio: number): string => relative(ratio).slice(1)
const lengthens = (ratio: number): string =>
  `${ratio >= 1 ? 'lengthens' : 'shortens'} the wait by ${share(ratio)}`
const takes = (ratio: number): string => `takes ${share(ratio)} ${ratio >= 1 ? 'more' : 'less'}`

/** The factor between whose levels the median effects lie furthest apart, where that is much of the effect. */
function graded(pairs: readonly Pair[], own: Factor): Told {
  let found: Told = { text: '', beside: null }
  let furthest = MUCH * Math.abs(median(pairs.map(waited)) - 1)
  for (const factor of allFactors) {
    if (factor.name === own.name) continue
    const effects = levelsOf(
      pairs.map(([{ factors }]) => factors[factor.name]),
      factor,
    )
      .map((level) => ({
        level,
        ratio: median(pairs.filter(([{ factors }]) => factors[factor.name] === level).map(waited)),
      }))
      .sort((a, b) => a.ratio - b.ratio)
    const [least, most] = [effects[0], effects.at(-1)]
    if (least === undefined || most === undefined || most.ratio - least.ratio <= furthest) continue
    furthest = most.ratio - least.ratio
    const at = ({ level, ratio }: typeof least): string =>
      `${relative(ratio)} with ${factor.title} ${factor.read(level)}`
    found = { text: `; from ${at(least)} to ${at(most)}`, beside: factor.name }
  }
  return found
}
