// Guidelines as the command prints them: a sentence, a line of evidence, a line of scope.

import type { Guideline, Guidelines } from './derive.ts'
import { amount, percent } from './wording.ts'

/** `short`: the sentences alone. */
export function guidelinesText(found: Guidelines, short = false): string {
  const { guidelines, tests, refused, fmr, measured, overStatedFmr: cascades } = found
  if (measured === 0) {
    return 'No design was measured: run codesign measure first. What follows is computed.\n'.concat(
      list(guidelines, short).join('\n'),
    )
  }
  return [
    `FNMR at the threshold of FMR ${100 * fmr} %, which is held fixed, mean over people; ${tests} claims tested, all of them corrected for (Holm, 5 % together).`,
    '',
    ...list(guidelines, short),
    ...(short ? [''] : []),
    `${refused.length} claims were tested and not shown${refused.length > 0 ? `; nearest: ${nearest(found)}` : ''}`,
    ...(cascades.over > 0
      ? [
          `${cascades.over} of ${cascades.cascades} cascades accept more development people than stated, up to ${(100 * cascades.highest).toFixed(2)} %, and are compared with nothing.`,
        ]
      : []),
  ].join('\n')
}

const list = (guidelines: readonly Guideline[], short: boolean): string[] =>
  guidelines.flatMap((guideline, at) => [
    `${at + 1}. ${guideline.statement}`,
    ...(short ? [] : about(guideline)),
  ])

const about = (guideline: Guideline): string[] => [
  `   ${evidence(guideline)}`,
  `   For ${guideline.boards.join(', ')}: ${guideline.scope}.${guideline.plot ? ` Plot: ${guideline.plot}` : ''}`,
  '',
]

function nearest({ refused }: Guidelines): string {
  const [first] = [...refused].sort((a, b) => a.p_adjusted - b.p_adjusted || a.p - b.p)
  return `"${first.statement}" (${first.people} people, p ${figure(first.p)}, corrected p ${figure(first.p_adjusted)}).`
}

const figure = (p: number): string => (p < 0.001 ? '< 0.001' : `= ${p.toPrecision(2)}`)

function evidence({
  basis,
  comparison,
  kind,
  shows,
  p_adjusted,
  testPeople,
  refused,
  pairs,
  costs,
}: Guideline): string {
  const elsewhere = [...new Set(costs.map(({ board }) => board))]
    .slice(1)
    .map((board) => `; ${board}: ${costsText(costs.filter((cost) => cost.board === board))}`)
    .join('')
  const counted =
    kind === 'under a bound'
      ? `${pairs} designs`
      : `${pairs} matched ${pairs === 1 ? 'pair' : 'pairs'} of designs`
  if (basis === 'computed' || comparison === null) return `Computed from ${counted}${elsewhere}.`
  const { change, people } = comparison
  const signed = (rate: number): string => `${rate > 0 ? '+' : ''}${(100 * rate).toFixed(1)}`
  const what = kind === 'interplay' ? 'difference of the changes' : 'change'
  const test = testPeople
    ? `; on ${testPeople.people} test people ${percent(testPeople.before)} -> ${percent(testPeople.after)}`
    : ''
  return `Measured on ${people} people, ${counted}: ${what} ${signed(change.value)} points (${signed(change.low)} to ${signed(change.high)}), corrected p ${figure(p_adjusted!)}${shows === 'within' ? ' that it is larger' : ''}${test}${refused ? '; these people do not carry this FMR, its threshold is extrapolated' : ''}${elsewhere}.`
}

const costsText = (costs: Guideline['costs']): string =>
  costs
    .map(({ response, before, after }) => `${amount(response, before)} -> ${amount(response, after)}`)
    .join(', ')
