import { describe, expect, it } from 'vitest'
import { measureScoreModels } from '../../main/evaluation/score-models.ts'
import { embeddingOf } from './fake-capture.ts'
import { sampleOf } from './made-up.ts'

/** `count` samples of each person; the last `bad` of them are of low quality, and look like the next person. */
function made(
  modality: 'face' | 'voice',
  people: number,
  count: number,
  { bad = 0, from = 0, spread = 1.2 } = {},
) {
  return Array.from({ length: people * count }, (_, i) => {
    const person = from + Math.floor(i / count)
    const number = i % count
    const isBad = number >= count - bad
    const identity = isBad ? from + ((person + 1 - from) % people) : person
    return {
      sample: sampleOf(`${modality}${person}`, '1', modality, number),
      embedding: embeddingOf((modality === 'face' ? 0 : 10_000) + identity, number, spread),
      quality: isBad ? 0.05 : 1,
    }
  })
}

const request = (bad = 0) => ({
  acquired: [...made('face', 13, 7, { bad }), ...made('voice', 6, 6, { spread: bad > 0 ? 2 : 1.2 })],
  simulated: [...made('face', 9, 2, { from: 500 }), ...made('voice', 9, 2, { from: 500 })],
  enrolSamples: { face: 3, voice: 2 },
  fmr: 0.1,
  rounds: 2,
  seed: 1,
  resamples: 40,
})

describe('score models', () => {
  it('are all judged on the same chimeric comparisons', () => {
    const document = measureScoreModels(request())
    expect(document).toMatchObject({
      people: { face: 13, voice: 6 },
      // 13 faces are dealt twice to 6 voices; the k-th of 4 faces with the k-th of 4 voices.
      draws: 4,
      genuine: 4 * 6 * 4,
      impostor: 4 * 6 * 5 * 4,
      distinct: { genuine: 6 * 4, impostor: 6 * 5 * 4 },
      pairs: 15,
      carried: false,
      // The faces of the development cohort are those measured, as there are no others.
      cohorts: {
        simulated: { face: 9, voice: 9 },
        development: { face: 13, voice: 6 },
        simulated_bytes: 18 * 128,
      },
    })
    const [sum] = document.models
    expect(sum.eer_less_sum).toEqual({ value: 0, low: 0, high: 0 })
    for (const { eer, fnmr } of document.models) {
      expect(eer.value).toBeLessThan(0.1)
      expect([eer.low <= eer.value, eer.high >= eer.value, fnmr.high >= fnmr.value]).toEqual([
        true,
        true,
        true,
      ])
    }
  })

  it('weigh by quality: bad faces that look like somebody else’s count less', () => {
    const { models } = measureScoreModels(request(2))
    const [sum, quality] = ['sum', 'quality-weighted'].map(
      (name) => models.find(({ model }) => model === name)!,
    )
    expect(quality.eer.value).toBeLessThan(sum.eer.value)
    expect(quality.eer_less_sum.value).toBeCloseTo(quality.eer.value - sum.eer.value, 12)
  })

  it('need five people of either modality, and a cohort of two', () => {
    const few = { ...request(), acquired: [...made('face', 13, 7), ...made('voice', 4, 6)] }
    expect(() => measureScoreModels(few)).toThrow(/4 have enough voice samples/)
    const alone = { ...request(), simulated: [...made('face', 1, 2), ...made('voice', 9, 2)] }
    expect(() => measureScoreModels(alone)).toThrow(/a face of fewer than two/)
  })
})
