import { describe, expect, test } from 'vitest'
import type { Fusion } from '../../main/authentication/fusion.ts'
import type { Acquired } from '../../main/evaluation/acquire.ts'
import { refusedEnrolments } from '../../main/evaluation/refused-enrolments.ts'
import { FUSION } from '../authentication/fake-system.ts'
import { unitEmbedding } from '../enrollment-data/enrolments.ts'

/** The face is refused below -3, of which 1 % of genuine attempts are; the voice costs too many to be refused. */
const fusion: Fusion = {
  ...FUSION,
  operating_points: [
    {
      fmr: 0.1,
      face: { threshold: -3, fnmr: 0.01 },
      voice: { threshold: -3, fnmr: 0.2 },
      fused: { threshold: -3, fnmr: 0 },
    },
  ],
}

/** Samples of one person, one for each number, which looks like the person of that number. */
const samples = (person: string, modality: 'face' | 'voice', looks: number[], attack?: string): Acquired[] =>
  looks.map((look, index) => ({
    sample: {
      person,
      session: '1',
      modality,
      name: `${person}-${index}`,
      path: person,
      start: null,
      end: null,
      groups: {},
      attack,
    },
    embedding: unitEmbedding(look),
    quality: 1,
  }))

describe('enrolments refused', () => {
  test('are people whose first samples show somebody else in between', () => {
    const acquired = [
      ...samples('a', 'face', [1, 1, 1]),
      ...samples('b', 'face', [2, 9, 2]),
      ...samples('c', 'face', [3, 3, 3, 9]),
    ]
    expect(refusedEnrolments(acquired, fusion).face).toMatchObject({
      value: 1 / 3,
      errors: 1,
      trials: 3,
    })
  })

  test('leave out people with too few samples, and those who attack', () => {
    const acquired = [
      ...samples('a', 'face', [8, 9, 7], 'print'),
      ...samples('a', 'face', [1, 1, 1]),
      ...samples('b', 'face', [2, 9]),
    ]
    expect(refusedEnrolments(acquired, fusion).face).toMatchObject({ errors: 0, trials: 1 })
    expect(refusedEnrolments(samples('b', 'face', [2, 9]), fusion).face).toBeNull()
  })

  test('are not counted where disagreement is only told', () => {
    expect(refusedEnrolments(samples('a', 'voice', [1, 9]), fusion)).toEqual({
      face: null,
      voice: null,
    })
  })
})
