// When external RAM pays: which designs fit only with it, and what it does to those that fit without. Computed.

import type { Pair } from '../comparisons.ts'
import { factors as allFactors, type Factor, type Level, levelsOf } from '../factors.ts'
import { interactionId, median } from '../interactions.ts'
import type { Claim, Study } from './claim.ts'
import { costFacts, stepPairs } from './pairs.ts'
import { listed, relative } from './wording.ts'

export function memoryClaims(study: Study): Claim[] {
  return study.boards.flatMap((board): Claim[] => {
    const points = study.points.filter(({ factors }) => factors.board === board && factors.arena === 'sram')
    const clocks = levelsOf(
      points.map(({ factors }) => factors.psram),
      allFactors.find(({ name }) => name === 'psram')!,
    )
    const clock = clocks.at(-1)
    if (clock === undefined || clock === 'off' || !clocks.includes('off')) return []
    const pairs = stepPairs(points, 'psram', 'off', clock)
    if (pairs.length === 0) return []
    const needed = pairs.filter(([without, fitted]) => !without.fits && fitted.fits)
    const neither = pairs.filter(([without, fitted]) => !without.fits && !fitted.fits)
    const both = pairs.filter(([without, fitted]) => without.fits && fitted.fits)
    const told = ruleOf(pairs.filter(([, fitted]) => fitted.fits))
    const wait =
      both.length === 0 ? null : median(both.map(([a, b]) => b.latency_ms.estimate / a.latency_ms.estimate))
    const where =
      wait === null ? '' : `; where a design fits without, PSRAM changes its wait by ${relative(wait)}`
    return [
      {
        kind: 'memory',
        key: `psram pays ${board}`,
        statement:
          needed.length === 0
            ? `PSRAM lets no further design fit (${both.length} of ${pairs.length} fit without it)${where}.`
            : `PSRAM pays only where a design does not fit without it: ${needed.length} of ${pairs.length} designs, ${told.text}${where}.`,
        test: null,
        comparison: null,
        testPeople: null,
        costs: costFacts({ ...study, boards: [board] }, both, 'latency_ms'),
        pairs: pairs.length,
        boards: [board],
        scope: `arena in SRAM, PSRAM ${clock} MHz or none; ${neither.length} designs fit in neither way`,
        plot: interactionId(told.factor?.name ?? 'face_size', 'psram', 'fits'),
        worth: true,
      },
    ]
  })
}

/** The factor by whose levels it can best be told which designs need PSRAM, and how its levels share them. */
function ruleOf(pairs: readonly Pair[]): { factor: Factor | null; text: string } {
  const isNeeded = ([without]: Pair): boolean => !without.fits
  const shares = (factor: Factor) =>
    levelsOf(
      pairs.map(([{ factors }]) => factors[factor.name]),
      factor,
    ).map((level): { level: Level; count: number; of: number } => {
      const own = pairs.filter(([{ factors }]) => factors[factor.name] === level)
      return { level, count: own.filter(isNeeded).length, of: own.length }
    })
  /** Designs told wrongly by the majority of their level; those without the part belong to none. */
  const wrong = (levels: ReturnType<typeof shares>): number =>
    levels.reduce((sum, { count, of }) => sum + Math.min(count, of - count), 0) +
    pairs.length -
    levels.reduce((sum, { of }) => sum + of, 0)
  const [best] = allFactors
    .filter(({ name }) => name !== 'psram' && name !== 'board')
    .map((factor) => ({ factor, levels: shares(factor) }))
    .filter(({ levels }) => levels.length > 1)
    .sort((a, b) => wrong(a.levels) - wrong(b.levels))
  if (best === undefined) return { factor: null, text: 'whatever their factors' }
  const { factor, levels } = best
  const text = listed(
    levels
      .filter(({ count }) => count > 0)
      .map(({ level, count, of }) => `${count} of ${of} with ${factor.read(level)}`),
  )
  return { factor, text: `by ${factor.title} ${text}` }
}
