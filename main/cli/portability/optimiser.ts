// `viseme portability optimiser`: how good and how fast the learned optimiser is, and its training.

import type { Command } from 'commander'
import type { OptimiserReport } from '../../portability/optimiser-report.ts'
import { LARGEST_SEED, wholeFrom } from '../arguments.ts'
import { answer } from '../output.ts'
import { progressBar } from '../progress.ts'
import { table } from '../table.ts'

interface OptimiserArguments {
  train?: boolean
  steps: number
  seed: number
  json?: boolean
}

export function optimiserCommand(portability: Command): void {
  portability
    .command('optimiser')
    .description(
      'the learned optimiser on the catalogue’s devices (their cores it was trained on, their clocks, memories and power not)',
    )
    .option('--train', 'train it anew for the space as it is measured now, and keep it')
    .option('--steps <count>', 'of training', wholeFrom(1, 1_000_000), 12_000)
    .option('--seed <number>', 'of training', wholeFrom(0, LARGEST_SEED), 1)
    .option('--json', 'print one JSON document')
    .action(async ({ train, steps, seed, json }: OptimiserArguments) => {
      const { openDesigns, readOptimiser, writeOptimiser } = await import(
        '../../portability/design-sources.ts'
      )
      const { optimiserReport } = await import('../../portability/optimiser-report.ts')
      const sources = openDesigns()
      if (train) {
        const { trainForSpace } = await import('../../portability/optimiser-report.ts')
        const progress = progressBar(steps)
        try {
          writeOptimiser(
            trainForSpace(sources, { seed, steps, onStep: (done) => progress.update(done, 'steps') }),
          )
        } finally {
          progress.stop()
        }
      }
      answer({ json }, await optimiserReport(sources, readOptimiser(sources.choices)), text)
    })
}

function text({ designs, quality, prediction_ms, search, trained_for_these }: OptimiserReport): string {
  const rows = quality.devices.map(
    ({
      device,
      designs: fitting,
      front,
      chosen,
      hypervolume_ratio,
      regret,
      largest_regret,
      unfit,
      proxy,
    }) => [
      device,
      String(fitting),
      String(front),
      String(chosen),
      hypervolume_ratio.toFixed(3),
      regret.toFixed(4),
      largest_regret.toFixed(3),
      `${(100 * unfit).toFixed(0)} %`,
      proxy.hypervolume_ratio.toFixed(3),
      proxy.largest_regret.toFixed(3),
      `${(100 * proxy.unfit).toFixed(0)} %`,
    ],
  )
  const whole = prediction_ms + quality.optimiser_ms
  const { proxy } = quality
  return [
    `${designs} measured designs; on each device the optimiser is asked with ${quality.weights} weights of the objectives.`,
    ...(trained_for_these
      ? []
      : [
          'It was trained for other networks or error rates than there are now, and `recommend` does without it: `portability optimiser --train`.',
        ]),
    ...table(
      [
        'device',
        'designs that fit',
        'on the front',
        'given',
        'hypervolume ratio',
        'regret',
        'largest',
        'unfit',
        'ESP32’s answers: ratio',
        'largest regret',
        'unfit',
      ],
      rows,
      [0],
    ),
    `Hypervolume of its designs, of that of the whole space: mean ${quality.mean_ratio.toFixed(3)}, lowest ${quality.lowest_ratio.toFixed(3)}; largest regret ${quality.largest_regret.toFixed(3)} (${quality.devices.length} devices).`,
    `What the search finds on an ESP32, given to every device: mean ${proxy.mean_ratio.toFixed(3)}, lowest ${proxy.lowest_ratio.toFixed(3)}; largest regret ${proxy.largest_regret.toFixed(3)}; up to ${(100 * proxy.largest_unfit).toFixed(0)} % unfit.`,
    'The devices’ cores are among those it was trained on; their clocks, memories and power are not.',
    `One design takes it ${(1000 * quality.optimiser_ms).toFixed(0)} us, with the predictions for a new device ${whole.toFixed(1)} ms. Co-design’s search costs the same ${search.designs} designs on one configured board in ${search.ms.toFixed(0)} ms: ${Math.round(search.ms / quality.optimiser_ms).toLocaleString('en')} and ${Math.round(search.ms / whole).toLocaleString('en')} times as long.`,
    `Looking at all ${designs} through the same predictions takes ${(1000 * quality.exhaustive_ms).toFixed(0)} us, ${(quality.exhaustive_ms / quality.optimiser_ms).toFixed(1)} times as long, with them ${(prediction_ms + quality.exhaustive_ms).toFixed(1)} ms.`,
  ].join('\n')
}
