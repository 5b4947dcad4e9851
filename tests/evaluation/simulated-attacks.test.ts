import { expect, test } from 'vitest'
import { startSystem } from '../../main/authentication/system.ts'
import { simulateAttacks } from '../../main/evaluation/simulated-attacks.ts'

test('simulated prints, replays and strangers are told from people who move as asked', async () => {
  const report = await simulateAttacks({ people: 2, seed: 7, system: startSystem() })
  expect(report.simulated).toBe(true)
  expect(report.detection.bpcer).toMatchObject({ errors: 0, trials: 2 })
  expect(report.system.rejected).toMatchObject({ errors: 0, trials: 2 })
  expect(report.depth['bona-fide'].least).toBeGreaterThan(report.depth['print-moved'].most)
  const passing = Object.fromEntries(report.detection.species.map(({ name, apcer }) => [name, apcer.errors]))
  expect(passing).toMatchObject({
    'print-held': 0,
    'print-moved': 0,
    'replayed-movement': 0,
    'two-movements': 0,
    'print-then-own-head': 0,
    'looped-video': 0,
    'replayed-voice': 0,
  })
  const accepted = Object.fromEntries(
    report.system.kinds.map(({ name, accepted: rate }) => [name, rate.errors]),
  )
  expect(accepted['other-face']).toBe(0)
  expect(report.checks['looped-video']['not-repeated']).toBe(2)
  await expect(simulateAttacks({ people: 1, seed: 7, system: startSystem() })).rejects.toMatchObject({
    code: 'too-few-people',
  })
}, 180_000)
