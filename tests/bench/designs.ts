// How long the points of a design space take, from measured error rates that are kept: reading the space, its networks'
// profiles and the record, then costing.

import { openWorkshop } from '../../main/codesign/open.ts'
import { tableOf } from '../../main/codesign/table.ts'

export const DESIGNS = 10_000

/** Seconds for the first DESIGNS points of the default space at int8. */
export async function measureDesignPoints(): Promise<number> {
  const began = performance.now()
  const workshop = openWorkshop({
    narrow: (space) => ({
      ...space,
      face: { ...space.face, precisions: ['int8'] },
      voice: { ...space.voice, precisions: ['int8'] },
    }),
  })
  let points = 0
  for (const _ of tableOf(workshop)) if (++points === DESIGNS) break
  if (points < DESIGNS) throw new RangeError(`the space has ${points} designs only`)
  return (performance.now() - began) / 1000
}
