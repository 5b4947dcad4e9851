import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { newFolder } from './presented.ts'
import { viseme } from './viseme.ts'

const folder = newFolder()
afterAll(() => rmSync(folder, { recursive: true }))

const identify = (seed: number, ...more: string[]) =>
  viseme('identify', '--simulated', String(seed), '--data', folder, ...more)

describe('viseme identify', () => {
  beforeAll(async () => {
    for (const [person, seed] of [
      ['Ada', '1'],
      ['Bea', '2'],
    ]) {
      await viseme('enroll', '--person', person, '--simulated', seed, '--data', folder, '--json')
    }
  })

  test('names the person among those enrolled, with the candidates, and exits 0', async () => {
    const { code, json, err } = await identify(2, '--json')
    expect(err).toBe('')
    expect(json).toMatchObject({ person: 'Bea', decision: 'accept', simulated: true, outdated: [] })
    expect(code).toBe(0)
    expect(json.candidates.map(({ person }: { person: string }) => person)).toEqual(['Bea', 'Ada'])
    expect(json.candidates[0].score).toBe(json.score)
    expect(json.score).toBeGreaterThanOrEqual(json.threshold)
  })

  test('recognises nobody in somebody who is not enrolled, and exits 1', async () => {
    const { code, json } = await identify(3, '--json')
    expect(json).toMatchObject({ person: null, decision: 'reject' })
    expect(code).toBe(1)
  })

  test('answers people with a table of candidates', async () => {
    const { out } = await identify(3)
    expect(out).toMatch(/^REJECT {2}nobody enrolled is recognised {2}\(simulated\)\n/)
    expect(out).toMatch(/\n {2}candidate +LLR\n {2}\w+ +-?\d+\.\d\d\n/)
  })
})

test('viseme identify in an empty store says who to enrol first', async () => {
  const { code, json } = await viseme(
    'identify',
    '--simulated',
    '1',
    '--data',
    join(folder, 'empty'),
    '--json',
  )
  expect(json.error).toMatchObject({
    code: 'nobody-enrolled',
    next: expect.stringContaining('viseme enroll'),
  })
  expect(code).toBe(2)
})
