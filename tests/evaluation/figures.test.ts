import { describe, expect, it } from 'vitest'
import { figures, figuresOnThread } from '../../main/evaluation/figures.ts'
import { population } from './population.ts'

describe('the figures of a system', () => {
  const compared = population(20, 1)
  const options = { resamples: 50, points: 20, bins: 10 }

  it('are the same on a thread of their own', async () => {
    expect(await figuresOnThread(compared, options)).toEqual(figures(compared, options))
  })

  it('are refused there with the same error', async () => {
    const { scores } = compared
    const oneSided = { scores: { genuine: scores.genuine, impostor: new Float64Array() }, people: null }
    await expect(figuresOnThread(oneSided)).rejects.toMatchObject({ code: 'one-sided-scores', exitCode: 2 })
  })

  it('stop when they are no longer wanted', async () => {
    const stopped = figuresOnThread(compared, { resamples: 1_000_000 }, AbortSignal.timeout(20))
    await expect(stopped).rejects.toMatchObject({ name: 'TimeoutError' })
  })
})
