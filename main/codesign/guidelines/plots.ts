// The interactions that guidelines refer to, by the names that guidelines give them.

import { factors } from '../factors.ts'
import { type Interaction, interactionId, interactionOf } from '../interactions.ts'
import type { TestOptions } from '../people-test.ts'
import type { DesignPoint } from '../points.ts'
import { responsesAt } from '../responses.ts'
import type { Guideline } from './derive.ts'

/** Each plot once; one whose designs cannot be matched is left out. */
export function plotsOf(
  guidelines: readonly Pick<Guideline, 'plot' | 'boards'>[],
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
