import { describe, expect, it } from 'vitest'
import { newFolder } from './presented.ts'
import { viseme } from './viseme.ts'

const scoreModels = (people: string) =>
  viseme(
    ...['score-models', '--face', people, '--voice', people, '--cohort', 'simulated:3:1:32'],
    ...['--rounds', '1', '--data', newFolder()],
  )

describe('viseme score-models', () => {
  it('prints every model beside the sum, and what its rates rest on', async () => {
    const { code, out } = await scoreModels('simulated:5:5:33')
    expect(code).toBe(0)
    expect(out).toMatch(/^chimeric people of 5 faces and 5 voices: 1 draws in 1 rounds, seed 1; \d+ genuine/)
    expect(out).toContain('extrapolated: 299 pairs of people carry it, there are 10')
    expect(out).toMatch(/\n {2}sum of the ratios \(what decides\) /)
    expect(out).toMatch(/\n {2}weights by quality .* to /)
    expect(out).toContain('3 faces and 3 voices of simulated people (768 bytes at int8)')
  })

  it('refuses too few people', async () => {
    const { code, err } = await scoreModels('simulated:2:5:33')
    expect(code).toBe(2)
    expect(err).toContain('Give a set with more people')
  })
})
