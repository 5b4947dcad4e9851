// What the best design of each modality reaches within a budget of time, flash, energy or money: how modality and budget
// interact. The best is chosen by the development people, and what it reaches on the test people is told beside.

import type { Interval } from '../evaluation/interval.ts'
import { factorNamed, levelsOf } from './factors.ts'
import type { DesignPoint } from './points.ts'
import { type Response, ratesAt } from './responses.ts'

export interface BudgetCell {
  modality: string
  budget: number
  /** Null where no measured design of this modality fits and stays within the budget. */
  best: { id: string; fnmr: Interval; test: Interval | null } | null
}

/** One cell for each modality and budget; the response is in the unit of the budgets. */
export function withinBudgets(
  points: readonly DesignPoint[],
  response: Response,
  budgets: readonly number[],
  fmr: number,
): BudgetCell[] {
  const measured = points.filter((point) => point.fits && ratesAt(point, fmr) !== null)
  const modalities = levelsOf(
    measured.map(({ factors }) => factors.modality),
    factorNamed('modality'),
  )
  return modalities.flatMap((modality) => {
    const own = measured.filter(({ factors }) => factors.modality === modality)
    return budgets.map((budget): BudgetCell => {
      let best: DesignPoint | null = null
      for (const point of own) {
        const spent = response.of(point)
        if (spent === null || spent.value > budget) continue
        if (best === null || fnmrOf(point, fmr) < fnmrOf(best, fmr)) best = point
      }
      return {
        modality: String(modality),
        budget,
        best: best && {
          id: best.id,
          fnmr: ratesAt(best, fmr)!.fnmr,
          test: ratesAt(best, fmr, 'test')?.fnmr ?? null,
        },
      }
    })
  })
}

const fnmrOf = (point: DesignPoint, fmr: number): number => ratesAt(point, fmr)!.fnmr.value

/** A row for each cell; the budget in the unit of its response. Empty where nothing measured stays within it. */
export function budgetsCsv(cells: readonly BudgetCell[]): string {
  const rows = cells.map(({ modality, budget, best }) => [
    modality,
    budget,
    ...(best
      ? [best.id, best.fnmr.value, best.fnmr.low, best.fnmr.high, best.test?.value ?? '']
      : ['', '', '', '', '']),
  ])
  const heads = ['modality', 'budget', 'design', 'fnmr', 'low', 'high', 'fnmr_test']
  return `${[heads, ...rows].map((row) => row.join(',')).join('\n')}\n`
}
