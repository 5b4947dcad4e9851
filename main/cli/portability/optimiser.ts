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
      'the learned optimiser on the catalogue’s devices, none of which it was trained on, beside the search',
    )
    .option('--train', 'train it anew for the space as it is measured now, and keep it')
    .option('--steps <count>', 'of training', wholeFrom(1, 1_000_000), 6000)
    .option('--seed <number>', 'of training', wholeFrom(0, LARGEST_SEED), 1)
    .option('--json', 'print one JSON document')
    .action(async ({ train, steps, seed, json }: OptimiserArguments) => {
      const { openDesigns, readOptimiser, writeOptimiser } = await import(
        '../../portability/design-sources.ts'
      )
      const { optimiserReport } = await import('../../portability/optimiser-report.ts')
      const sources = await openDesigns()
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

function text({ designs, quality, search, trained_for_these }: OptimiserReport): string {
  const rows = quality.devices.map(
    ({ device, designs: fitting, front, chosen, hypervolume_ratio, regret, unfit }) => [
      device,
      String(fitting),
      String(front),
      String(chosen),
      hypervolume_ratio.toFixed(3),
      regret.toFixed(4),
      `${(100 * unfit).toFixed(0)} %`,
    ],
  )
  const times = (ms: number) => Math.round(ms / quality.optimiser_ms).toLocaleString('en')
  return [
    `${designs} measured designs; on each device the optimiser is asked with ${quality.weights} weights of the objectives.`,
    ...(trained_for_these
      ? []
      : ['It was trained for other error rates than are measured now: `portability optimiser --train`.']),
    ...table(
      ['device', 'designs that fit', 'on the front', 'given', 'hypervolume ratio', 'regret', 'unfit'],
      rows,
      [0],
    ),
    `Hypervolume of its designs, of that of the whole space: mean ${quality.mean_ratio.toFixed(3)}, lowest ${quality.lowest_ratio.toFixed(3)} (${quality.devices.length} devices).`,
    `One design takes it ${(1000 * quality.optimiser_ms).toFixed(0)} us. Co-design’s search costs the ${search.designs} int8 designs of one configured board in ${search.ms.toFixed(0)} ms: ${times(search.ms)} times as long.`,
    `Looking at all ${designs} through the latency model, once its predictions are made, takes ${(1000 * quality.exhaustive_ms).toFixed(0)} us.`,
  ].join('\n')
}
