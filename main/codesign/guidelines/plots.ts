// The interactions that guidelines refer to: which one shows a claim, and the plots themselves.

import { factorNamed, factors } from '../factors.ts'
import { type Interaction, interactionId, interactionOf, isCrossed } from '../interactions.ts'
import type { TestOptions } from '../people-test.ts'
import type { DesignPoint } from '../points.ts'
import { responsesAt } from '../responses.ts'
import type { PlotWish, Study } from './claim.ts'

/** Finds the first of the wished interactions for which the space has matched designs; null where it has none. */
export function plotFinder({ points, responses }: Pick<Study, 'points' | 'responses'>) {
  const known = new Map<string, boolean>()
  return ({ factor, beside, response }: PlotWish): string | null => {
    for (const other of beside) {
      if (other === factor) continue
      const id = interactionId(factor, other, response)
      const crossed =
        known.get(id) ?? isCrossed(points, [factorNamed(factor), factorNamed(other)], responses[response])
      known.set(id, crossed)
      if (crossed) return id
    }
    return null
  }
}

/** Each plot once. */
export function plotsOf(
  guidelines: readonly { plot: string | null }[],
  points: readonly DesignPoint[],
  fmr: number,
  options: TestOptions = {},
): Interaction[] {
  const wanted = new Set(guidelines.map(({ plot }) => plot))
  const pairs = factors.flatMap((one, at) => factors.slice(at + 1).map((other) => [one, other] as const))
  return Object.values(responsesAt(fmr)).flatMap((response) =>
    pairs
      .filter(([one, other]) => wanted.has(interactionId(one.name, other.name, response.name)))
      .flatMap((pair) => interactionOf(points, pair, response, fmr, options) ?? []),
  )
}
