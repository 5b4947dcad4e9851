import { expect, test } from 'vitest'
import { evaluateCommandLine, metricsCommandLine } from '../../main/evaluation/repeat-command.ts'

const board = { id: 'esp-eye', options: {} }

test('the command names what was chosen and nothing else', () => {
  expect(
    evaluateCommandLine({ dataset: 'simulated:20:4:1', modalities: ['face', 'voice'], seed: 1 }, board),
  ).toBe('npm run -s viseme -- evaluate --dataset simulated:20:4:1 --seed 1')
  expect(
    evaluateCommandLine(
      {
        dataset: 'lfw.csv',
        trials: 'pairs.txt',
        protocol: 'given-pairs',
        modalities: ['face'],
        enrolSamples: { face: 3, voice: 2 },
        development: ['a.csv', 'b.csv'],
        seed: 2,
      },
      { id: 'esp-eye', options: { cpuMhz: 160, psram: 'off' } },
    ),
  ).toBe(
    'npm run -s viseme -- evaluate --dataset lfw.csv --protocol given-pairs --trials pairs.txt --modalities face --enrol-samples 3,2 --seed 2 --development a.csv b.csv --cpu 160 --psram off',
  )
})

test('names that a shell would take apart are quoted', () => {
  expect(metricsCommandLine({ path: "my $scores' file.txt", ratios: true, fmrs: [0.01] })).toBe(
    "npm run -s viseme -- metrics --far 0.01 --llr 'my $scores'\\'' file.txt'",
  )
})
