import { expect, test } from 'vitest'
import type { Decision } from '../../main/authentication/attempt.ts'
import { decisionText } from '../../main/cli/decision-text.ts'

const decision: Decision = {
  person: 'Ada',
  simulated: false,
  operating_point: {
    source: 'measured',
    stated_fmr: 0.01,
    data: 'mine.csv',
    simulated: false,
    chimeric: true,
    extrapolated: null,
  },
  decision: 'reject',
  reason: 'score-below-threshold',
  advice: {},
  score: -1.5,
  threshold: 3.725,
  modalities: { voice: { score: 0.25, llr: -1.5, quality: 0.755 } },
  board: {
    latency_ms: { estimate: 40.4, low: 30, high: 50 },
    stages: [
      { stage: 'voice embed', core: 1, start_ms: 0, ms: 10 },
      { stage: 'voice features', core: 1, start_ms: 10, ms: 0.44 },
      { stage: 'voice embed', core: 1, start_ms: 10.44, ms: 10 },
    ],
    peak_ram_bytes: 1234567,
    flash_bytes: 7654321,
    energy_mj: 12.6,
  } as Decision['board'],
}

test('a decision reads as a verdict, its scores and what each stage took on the board', () => {
  expect(decisionText(decision, 'ESP-EYE').split('\n')).toEqual([
    'REJECT  Ada',
    '',
    '            cosine    LLR  threshold  quality',
    '  voice      0.250  -1.50                76 %',
    '  decision          -1.50       3.73',
    '',
    'Threshold for a false-match rate of 1 %: chosen, measured on mine.csv (chimeric)',
    '',
    '  stage on the ESP-EYE  core  from ms    ms  times',
    '  voice embed              1      0.0  20.0      2',
    '  voice features           1     10.0   0.4      1',
    '',
    '  time     40 ms (30-50), estimate',
    '  energy   13 mJ',
    '  RAM      1,234,567 bytes at most',
    '  flash    7,654,321 bytes',
  ])
})
