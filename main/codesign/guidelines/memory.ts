// When external RAM pays: which designs fit only with it, and what it does to those that fit without. Computed.

import { factorNamed, levelsOf } from '../factors.ts'
import { median } from '../interactions.ts'
import type { Claim, Study } from './claim.ts'
import { costFacts, stepPairs } from './pairs.ts'
import { ruleOf } from './rule.ts'
import { relative } from './wording.ts'

export function memoryClaims(study: Study): Claim[] {
  return study.boards.flatMap((board): Claim[] => {
    const points = study.points.filter(({ factors }) => factors.board === board && factors.arena === 'sram')
    const clocks = levelsOf(
      points.map(({ factors }) => factors.psram),
      factorNamed('psram'),
    )
    const clock = clocks.at(-1)
    if (clock === undefined || clock === 'off' || !clocks.includes('off')) return []
    const pairs = stepPairs(points, 'psram', 'off', clock)
    if (pairs.length === 0) return []
    const needed = pairs.filter(([without, fitted]) => !without.fits && fitted.fits)
    const neither = pairs.filter(([without, fitted]) => !without.fits && !fitted.fits)
    const both = pairs.filter(([without, fitted]) => without.fits && fitted.fits)
    const gained = new Set(needed.map(([without]) => without))
    const rule = ruleOf(
      pairs.filter(([, fitted]) => fitted.fits).map(([without]) => without),
      (point) => gained.has(point),
      ['psram'],
    )
    const which =
      rule === null
        ? ''
        : `, mostly those with ${rule.text} (${rule.holds} of the ${rule.named} of these that fit)`
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
            : `PSRAM pays only where a design does not fit without it: ${needed.length} of ${pairs.length} designs${which}${where}.`,
        test: null,
        comparison: null,
        testPeople: null,
        refused: null,
        costs: costFacts({ ...study, boards: [board] }, both, 'latency_ms'),
        pairs: pairs.length,
        boards: [board],
        scope: `arena in SRAM, PSRAM ${clock} MHz or none; ${neither.length} designs fit in neither way`,
        plot: {
          factor: 'psram',
          beside: [...(rule?.factors.map(({ name }) => name) ?? []), 'modality', 'face_size'],
          response: 'fits',
        },
        worth: true,
      },
    ]
  })
}
