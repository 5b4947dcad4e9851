// What one step of one factor does to the rejects: a wider, deeper or larger network, more bits, more speech. Either the
// difference is shown, or that there is none worth its cost; two tests of every step.

import { comparePairs } from '../comparisons.ts'
import type { FactorName } from '../factors.ts'
import { oncePerNetworks } from '../interactions.ts'
import { signTest, withinTest } from '../people-test.ts'
import { type ResponseName, ratesAt } from '../responses.ts'
import { ALPHA, type Claim, type CostFact, type Study, told } from './claim.ts'
import { costFacts, stepPairs, stepsOf } from './pairs.ts'
import { amount, capital, listed, percent, words } from './wording.ts'

/** A smaller change of FNMR is no reason to pay for it. */
export const MARGIN = 0.01

/** Factors of each modality, each with the one that its plot crosses it with. */
const STEPS = {
  face: [
    ['face_width', 'face_size'],
    ['face_depth', 'face_width'],
    ['face_size', 'face_width'],
    ['face_precision', 'face_width'],
  ],
  voice: [
    ['voice_width', 'seconds'],
    ['voice_depth', 'voice_width'],
    ['voice_precision', 'voice_width'],
    ['seconds', 'voice_width'],
  ],
} as const satisfies Record<string, readonly (readonly [FactorName, FactorName])[]>

const COSTS: readonly ResponseName[] = ['latency_ms', 'flash_bytes']

export function stepClaims(study: Study): Claim[] {
  return (['face', 'voice'] as const).flatMap((modality) => {
    const usual = study.usual.filter(({ factors }) => factors.modality === modality)
    const points = oncePerNetworks(study.points.filter(({ factors }) => factors.modality === modality))
    return STEPS[modality].flatMap(([name, beside]) =>
      stepsOf(points, name).flatMap(([from, to]): Claim[] => {
        const pairs = stepPairs(points, name, from, to)
        const found = comparePairs(pairs, study.fmr)
        if (found === null) return []
        const onBoards = stepPairs(usual, name, from, to).filter((pair) =>
          pair.every((point) => ratesAt(point, study.fmr) !== null),
        )
        const costs = (name === 'seconds' ? (['attempt_ms'] as const) : COSTS).flatMap((response) =>
          costFacts(study, onBoards, response),
        )
        const about = {
          kind: 'step',
          ...told(found, pairs, study.fmr),
          costs,
          pairs: found.pairs,
          boards: [...study.boards],
          scope: `${modality} alone; all else equal`,
          plot: {
            factor: name,
            beside: [beside, ...STEPS[modality].map(([other]) => other)],
            response: 'fnmr' as const,
          },
        }
        const step = words[name]!.up(from, to)
        const subject = `${name} ${from} ${to}`
        const own = costs.filter(({ board }) => board === costs[0]?.board)
        return [
          {
            ...about,
            key: `step ${subject}`,
            statement: differs(step, found.before, found.after, own),
            test: { p: signTest(found.changes, study.options), shows: 'difference' },
            worth: true,
          },
          // A test that so few people cannot pass would only weaken the others.
          ...((1 - MARGIN) ** found.people > ALPHA
            ? []
            : [
                {
                  ...about,
                  key: `no step ${subject}`,
                  statement: isWithin(step, found.before, found.after, own),
                  test: {
                    p: withinTest(found.changes, MARGIN, study.options),
                    shows: 'within' as const,
                  },
                  worth: own.some(({ before, after }) => Math.abs(after / before - 1) >= 0.01),
                },
              ]),
        ]
      }),
    )
  })
}

const spent = (costs: readonly CostFact[]): string[] =>
  costs
    .filter(({ before, after }) => after / before >= 1.001)
    .map(({ response, before, after }) => amount(response, after - before))

const saved = (costs: readonly CostFact[]): string[] =>
  costs
    .filter(({ before, after }) => after / before <= 0.999)
    .map(({ response, before, after }) => amount(response, before - after))

function differs(step: string, before: number, after: number, costs: readonly CostFact[]): string {
  const more = listed(spent(costs))
  const less = listed(saved(costs))
  if (after >= before) {
    const though = less ? `, though it would save ${less}` : ''
    const cost = more ? `, and it takes ${more} more` : ''
    return `Do not ${step}: FNMR rises from ${percent(before)} to ${percent(after)}${cost}${though}.`
  }
  const where = more ? ` where ${more} more can be spent` : ''
  const also = less ? `, and it saves ${less}` : ''
  return `${capital(step)}${where}: FNMR falls from ${percent(before)} to ${percent(after)}${also}.`
}

function isWithin(step: string, before: number, after: number, costs: readonly CostFact[]): string {
  const more = listed(spent(costs))
  const less = listed(saved(costs))
  const change = `FNMR changes by less than ${100 * MARGIN} point (${percent(before)} to ${percent(after)})`
  if (!more) return `${capital(step)}: ${change}, and it saves ${less}.`
  if (!less) return `Do not ${step}: ${change}, for ${more} more.`
  return `${capital(step)} only to save ${less}: ${change}, for ${more} more.`
}
