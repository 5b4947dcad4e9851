import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { comparisonsNeeded } from '../../main/authentication/comparisons-needed.ts'
import { claimNeeds, judgeClaim, pairsCompared, peopleNeeded } from '../../main/evaluation/claims.ts'
import { clopperPearson } from '../../main/evaluation/interval.ts'

/** All pairs of some people, `times` comparisons of each. */
const allPairs = (count: number, times: number) => {
  const pairs = Array.from({ length: count }, (_, a) => Array.from({ length: a }, (_, b) => [a, b])).flat()
  const repeated = Array.from({ length: times }, () => pairs).flat()
  return {
    count,
    genuine: new Uint32Array(),
    impostorEnrolled: Uint32Array.from(repeated, ([a]) => a),
    impostorTested: Uint32Array.from(repeated, ([, b]) => b),
  }
}

describe('a claim of a false-accept rate', () => {
  // (1 - x)^n <= 0.05: 0.9^28 = 0.0523 and 0.9^29 = 0.0471; 0.99^298 = 0.0500 still above, 0.99^299 below.
  it.each([
    [0.1, 29],
    [0.01, 299],
    [0.001, 2_995],
    [0.0001, 29_956],
    [1 / 50_000, 149_786],
    [0.5, 5],
  ])('of %d needs %d comparisons without an error', (far, comparisons) => {
    expect(comparisonsNeeded(far)).toBe(comparisons)
    expect((1 - far) ** comparisons).toBeLessThanOrEqual(0.05)
    expect((1 - far) ** (comparisons - 1)).toBeGreaterThan(0.05)
  })

  it('needs what makes the one-sided exact bound reach it', () => {
    const far = 1 / 50_000
    expect(clopperPearson(0, 149_786, 0.9).high).toBeLessThanOrEqual(far)
    expect(clopperPearson(0, 149_785, 0.9).high).toBeGreaterThan(far)
  })

  // 548 * 547 / 2 = 149,878 pairs are enough, 547 * 546 / 2 = 149,331 are not.
  it.each([
    [149_786, 548],
    [149_331, 547],
    [2_995, 78],
    [1, 2],
    [3, 3],
    [4, 4],
  ])('of %d comparisons needs %d people', (comparisons, people) => {
    expect(peopleNeeded(comparisons)).toBe(people)
  })

  it('needs the fewest people who have that many pairs', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e9 }), (comparisons) => {
        const people = peopleNeeded(comparisons)
        expect((people * (people - 1)) / 2).toBeGreaterThanOrEqual(comparisons)
        if (people > 2) expect(((people - 1) * (people - 2)) / 2).toBeLessThan(comparisons)
      }),
    )
  })

  it('is refused in words that name what is needed and what there is', () => {
    expect(claimNeeds('FAR', 1 / 50_000, { comparisons: 1200, people: 20, pairs: null })).toBe(
      'FAR <= 1/50,000 needs at least 149,786 independent impostor comparisons without an error, from 548 people each compared with every other; you have 1,200 from 20 people',
    )
  })

  it('counts different pairs of people rather than comparisons', () => {
    const people = allPairs(20, 10)
    expect(pairsCompared(people)).toBe(190)
    expect(
      pairsCompared({
        ...people,
        impostorEnrolled: people.impostorTested,
        impostorTested: people.impostorEnrolled,
      }),
    ).toBe(190)
    // Another face with the same voice makes no new pair of voices.
    expect(pairsCompared({ ...allPairs(60, 1), partners: people })).toBe(190)
    expect(judgeClaim(0.1, 1900, people)).toMatchObject({
      carried: true,
      pairs: 190,
      people: 20,
      reason: null,
    })
    const refused = judgeClaim(0.01, 1900, people)
    expect(refused).toMatchObject({
      carried: false,
      comparisons_needed: 299,
      people_needed: 25,
      comparisons: 1900,
    })
    expect(refused.reason).toMatch(
      /needs at least 299 .* from 25 people .*; you have 1,900 from 20 people \(190 different pairs\)$/,
    )
    expect(judgeClaim(0.01, 1900, null).carried).toBe(true)
  })

  it('counts pairs alike by a table of marks and by sorting', () => {
    const people = allPairs(20, 3)
    expect(pairsCompared({ ...people, count: 100_000 })).toBe(190)
  })
})
