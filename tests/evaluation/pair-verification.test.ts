import { describe, expect, it } from 'vitest'
import {
  bestThreshold,
  NO_EMBEDDING,
  pairedDifference,
  verifyPairs,
} from '../../main/evaluation/pair-verification.ts'

const scores = (genuine: number[], impostor: number[]) => ({
  genuine: Float64Array.from(genuine),
  impostor: Float64Array.from(impostor),
})
/** Everybody in one pair of each kind only. */
const strangers = (genuine: number, impostor: number) => ({
  count: genuine + 2 * impostor,
  genuine: Uint32Array.from({ length: genuine }, (_, at) => at),
  impostorEnrolled: Uint32Array.from({ length: impostor }, (_, at) => genuine + at),
  impostorTested: Uint32Array.from({ length: impostor }, (_, at) => genuine + impostor + at),
})

describe('pairs', () => {
  const some = scores([0.9, 0.8, 0.4, 0.3], [0.5, 0.2, 0.1, 0])

  it('are split best where most decisions are right', () => {
    expect(bestThreshold(scores([0.9, 0.8, 0.7], [0.1, 0.2]))).toBe(0.7)
    expect(bestThreshold(some)).toBe(0.3)
  })

  it('have the accuracy that counting gives', () => {
    const { accuracy } = verifyPairs({ scores: some, people: strangers(4, 4) }, 0.45, 200)
    expect(accuracy.value).toBe(5 / 8)
    expect(accuracy.low).toBeLessThan(5 / 8)
    expect(accuracy.high).toBeGreaterThan(5 / 8)
  })

  it('are rejected where a picture gave no embedding', () => {
    const missing = scores([0.9, NO_EMBEDDING], [NO_EMBEDDING, 0.1])
    expect(verifyPairs({ scores: missing, people: strangers(2, 2) }, 0.5, 50).accuracy.value).toBe(3 / 4)
    expect(bestThreshold(missing)).toBe(0.9)
  })

  it('differ by nothing between a system and itself', () => {
    const one = { scores: some, threshold: 0.45 }
    const { accuracy, eer } = pairedDifference(one, one, strangers(4, 4), 100)
    expect([accuracy.value, accuracy.low, accuracy.high, eer.value, eer.low, eer.high]).toEqual([
      0, 0, 0, 0, 0, 0,
    ])
  })

  it('differ by the errors that one of two systems makes', () => {
    const better = { scores: scores([0.9, 0.8, 0.7, 0.3], [0.5, 0.2, 0.1, 0]), threshold: 0.45 }
    const { accuracy } = pairedDifference(better, { scores: some, threshold: 0.45 }, strangers(4, 4), 300)
    expect(accuracy.value).toBe(1 / 8)
    expect(accuracy.low).toBeGreaterThanOrEqual(0)
  })
})
