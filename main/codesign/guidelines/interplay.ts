// How one factor changes what another does to the rejects: for every pair of factors of a network one test between their
// outermost levels.

import { type FactorName, factorNamed } from '../factors.ts'
import { interactionOf } from '../interactions.ts'
import type { Claim, Study } from './claim.ts'
import { points as inPoints } from './wording.ts'

const PAIRS: readonly (readonly [FactorName, FactorName])[] = [
  ['face_width', 'face_depth'],
  ['face_width', 'face_size'],
  ['face_width', 'face_precision'],
  ['face_depth', 'face_size'],
  ['face_depth', 'face_precision'],
  ['face_size', 'face_precision'],
  ['voice_width', 'voice_precision'],
  ['voice_width', 'seconds'],
  ['voice_precision', 'seconds'],
]

export function interplayClaims(study: Study): Claim[] {
  return PAIRS.flatMap(([one, other]): Claim[] => {
    const modality = one.startsWith('face') ? 'face' : 'voice'
    const points = study.points.filter(({ factors }) => factors.modality === modality)
    const found = interactionOf(
      points,
      [factorNamed(one), factorNamed(other)],
      study.responses.fnmr,
      study.fmr,
      study.options,
    )
    if (found === null || found.effect.p === null || found.people === null) return []
    const columns = found.levels[1].length
    const rows = found.levels[0].length
    const value = (row: number, column: number): number => found.cells[row * columns + column].value
    const step = (row: number): number => value(row, columns - 1) - value(row, 0)
    const [atFirst, atLast] = [step(0), step(rows - 1)]
    const [rowFirst, rowLast] = [found.labels[0][0], found.labels[0][rows - 1]]
    const [from, to] = [found.labels[1][0], found.labels[1][columns - 1]]
    const strong = Math.abs(atFirst) >= Math.abs(atLast)
    const said = (change: number): string => `${change >= 0 ? '+' : '-'}${inPoints(Math.abs(change))}`
    const [most, least] = strong ? [rowFirst, rowLast] : [rowLast, rowFirst]
    const [larger, smaller] = strong ? [atFirst, atLast] : [atLast, atFirst]
    const what = found.titles[1]
    return [
      {
        kind: 'interplay',
        key: `interplay ${one} ${other}`,
        statement: `The ${what} matters most at ${found.titles[0]} ${most}: from ${from} to ${to} FNMR changes by ${said(larger)} there, and by ${said(smaller)} at ${least}.`,
        test: { p: found.effect.p, shows: 'difference' },
        comparison: {
          pairs: found.sets,
          people: found.people,
          before: atFirst,
          after: atLast,
          change: {
            value: found.effect.difference,
            low: found.effect.low,
            high: found.effect.high,
          },
        },
        testPeople: null,
        refused: null,
        costs: [],
        pairs: found.sets,
        boards: [...study.boards],
        scope: `${modality} alone; all else equal`,
        plot: { factor: one, beside: [other], response: 'fnmr' },
        worth: true,
      },
    ]
  })
}
