import { describe, expect, it } from 'vitest'
import { budgetsCsv, withinBudgets } from '../../main/codesign/budgets.ts'
import type { Factors } from '../../main/codesign/points.ts'
import { responsesAt } from '../../main/codesign/responses.ts'
import { FMR, faceDesigns, voiceDesigns } from './made-up-points.ts'

describe('what is reached within a budget', () => {
  it('is the best design of each modality that stays within it, and nothing where none does', () => {
    const rates = ({ face_width, voice_width }: Factors) =>
      new Array(5).fill(face_width === null ? 0.5 - voice_width! / 1000 : 0.3 - 0.1 * face_width)
    const by = {
      rates,
      test: (factors: Factors) => rates(factors).map((rate) => rate + 0.01),
      latencyMs: ({ face_width, voice_width }: Factors) =>
        face_width === null ? voice_width! : 100 * (1 + face_width),
    }
    const points = [...faceDesigns(by), ...voiceDesigns(by)]
    const cells = withinBudgets(points, responsesAt(FMR).latency_ms, [50, 250], FMR)
    expect(cells.map(({ modality, budget }) => [modality, budget])).toEqual([
      ['face', 50],
      ['face', 250],
      ['voice', 50],
      ['voice', 250],
    ])
    expect(cells[0].best).toBeNull()
    expect(cells[1].best!.fnmr.value).toBeCloseTo(0.2, 12)
    expect(cells[1].best!.test!.value).toBeCloseTo(0.21, 12)
    expect(cells[2].best!.fnmr.value).toBeCloseTo(0.46, 12)
    expect(cells[3].best!.id).toContain('w160')
    const rows = budgetsCsv(cells).split('\n')
    expect(rows[0]).toBe('modality,budget,design,fnmr,low,high,fnmr_test')
    expect(rows[1]).toBe('face,50,,,,,')
    expect(rows[2]).toMatch(/^face,250,face\/w1-.*,0\.2/)
  })
})
