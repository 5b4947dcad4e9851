// A researcher's trial for tests: a genuine attempt that was accepted, with what is changed of it.

import type { Trial } from '../../enrollment-data/trials.ts'

export const trial = (change: Partial<Trial> = {}): Trial => ({
  at: '2026-01-02T03:04:05.000Z',
  role: 'genuine',
  attack: '',
  claimed: 1,
  presenter: '#1',
  simulated: false,
  outcome: 'accept',
  reason: 'score-reaches-threshold',
  score: 7,
  threshold: 4,
  face: 5,
  voice: 2,
  cascade: false,
  withdrawn: false,
  ...change,
})
