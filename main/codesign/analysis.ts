// Guidelines and interactions for the screen: the designs they are derived from are costed once.

import { setImmediate } from 'node:timers/promises'
import { analysedDesigns } from './analysed-designs.ts'
import { deriveGuidelines, type Guidelines } from './guidelines/derive.ts'
import { plotsOf } from './guidelines/plots.ts'
import { type Interaction, interactionsOf } from './interactions.ts'
import type { DesignPoint } from './points.ts'
import type { ResponseName } from './responses.ts'
import type { Workshop } from './table.ts'

type OnProgress = (done: number, total: number) => void

export interface Analysis {
  /** The guidelines at a stated FMR, and the plots that they refer to. */
  guidelines(fmr: number, onProgress?: OnProgress): Promise<{ guidelines: Guidelines; plots: Interaction[] }>
  /** Every pair of factors that can be compared over a response, the strongest interaction first. */
  interactions(response: ResponseName, fmr: number, onProgress?: OnProgress): Promise<Interaction[]>
}

/** Random draws of a test. Seeded: the same space gives the same guidelines. */
const TEST = { draws: 9999, seed: 1 }

export function openAnalysis({ space, candidates, pointOf }: Workshop): Analysis {
  let known: DesignPoint[] | null = null
  const pointsOf = async (onProgress: OnProgress): Promise<DesignPoint[]> => {
    if (known) return known
    const designs = analysedDesigns(space, candidates)
    const points: DesignPoint[] = []
    for (const [at, design] of designs.entries()) {
      points.push(pointOf(design))
      if (at % 250 !== 0) continue
      onProgress(at, designs.length)
      await setImmediate()
    }
    return (known = points)
  }
  return {
    async guidelines(fmr, onProgress = () => {}) {
      const points = await pointsOf(onProgress)
      const boards = space.boards.map(({ id }) => id)
      const guidelines = deriveGuidelines(points, boards, fmr, TEST)
      return { guidelines, plots: plotsOf(guidelines.guidelines, points, fmr, TEST) }
    },

    async interactions(response, fmr, onProgress = () => {}) {
      return interactionsOf(await pointsOf(onProgress), response, fmr, TEST, onProgress)
    },
  }
}
