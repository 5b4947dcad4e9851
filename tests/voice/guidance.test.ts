import { expect, test } from 'vitest'
import { voiceInstruction, voiceMeters } from '../../main/voice/guidance.ts'

const good = { score: 1, levelDb: -22, snrDb: 30, speechSeconds: 2.5, clipped: 0 }

test.each([
  [null, {}],
  ['too-loud', { clipped: 0.02 }],
  ['too-loud', { levelDb: -5 }],
  ['speak', { speechSeconds: 0, levelDb: -120, snrDb: 0 }],
  ['louder', { levelDb: -50 }],
  ['too-noisy', { snrDb: 8 }],
  ['longer', { speechSeconds: 1.2 }],
] as const)('the instruction is %s for %o', (expected, change) => {
  expect(voiceInstruction({ ...good, ...change })).toBe(expected)
})

test('of several things wrong the first is told', () => {
  expect(voiceInstruction({ ...good, levelDb: -50, snrDb: 3, speechSeconds: 1 })).toBe('louder')
})

test('the meters of a good recording are inside their ranges', () => {
  for (const { value, low, high } of voiceMeters(good)) {
    expect(value).toBeGreaterThanOrEqual(low)
    expect(value).toBeLessThanOrEqual(high)
  }
})
