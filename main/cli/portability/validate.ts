// `viseme portability validate`: how far predictions are from measurements on chips and networks left out.

import type { Command } from 'commander'
import type { Validation } from '../../portability/validation.ts'
import { answer } from '../output.ts'
import { progressBar } from '../progress.ts'
import { table } from '../table.ts'

export function validateCommand(portability: Command): void {
  portability
    .command('validate')
    .description(
      'errors of predicted latencies on chips and networks left out, and how often intervals cover',
    )
    .option('--json', 'print one JSON document')
    .action(async (options: { json?: boolean }) => {
      const { validate, VALIDATION_STEPS } = await import('../../portability/validation.ts')
      const progress = progressBar(VALIDATION_STEPS)
      try {
        const validation = validate(0.9, (done) => progress.update(done, 'left out in turn'))
        progress.stop()
        answer(options, validation, text)
      } finally {
        progress.stop()
      }
    })
}

const factor = (logarithm: number): string => `x${Math.exp(logarithm).toFixed(2)}`

function text({ errors, coverage }: Validation): string {
  return [
    'Error |log(measured / predicted)|, and the factor it is:',
    ...table(
      ['left out', 'predictor', 'median', '', '90th percentile', '', 'measurements', 'chips'],
      errors.map(({ left_out, predictor, median, p90, measurements, chips }) => [
        left_out,
        predictor,
        median.toFixed(2),
        factor(median),
        p90.toFixed(2),
        factor(p90),
        String(measurements),
        String(chips),
      ]),
      [0, 1],
    ),
    '',
    'Intervals, calibrated on the other chips (whose own errors come from models that knew the left-out chip):',
    ...table(
      ['measured on the chip', 'the network', 'stated', 'covered', 'half width', 'predictions', 'chips'],
      coverage.map(({ measured, new_network, stated, covered, half_width, predictions, chips }) => [
        String(measured),
        new_network ? 'left out' : 'known on others',
        `${(stated * 100).toFixed(0)} %`,
        `${(covered * 100).toFixed(1)} %`,
        `x${half_width.toFixed(2)}`,
        String(predictions),
        String(chips),
      ]),
      [1],
    ),
  ].join('\n')
}
