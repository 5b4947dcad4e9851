// `viseme supernet sweep`: every cache over boards, buffer sizes and Q, mean and 95 % interval over seeds.

import type { Command } from 'commander'
import { InvalidArgumentError, Option } from 'commander'
import type { Interval, SweepRow } from '../../supernet/sweep.ts'
import { wholeFrom } from '../arguments.ts'
import { answer } from '../output.ts'
import { progressBar } from '../progress.ts'
import { table } from '../table.ts'

interface SweepArguments {
  seeds: number
  queries: number
  q: number[]
  json?: boolean
}

export function sweepCommand(supernet: Command): void {
  supernet
    .command('sweep [name]')
    .description('all caches over boards, buffer sizes and decision periods (face-embed without a name)')
    .addOption(new Option('--seeds <count>', 'streams of each kind').argParser(wholeFrom(2, 100)).default(5))
    .addOption(
      new Option('--queries <count>', 'queries of a stream').argParser(wholeFrom(10, 20_000)).default(200),
    )
    .addOption(
      new Option('--q <list>', 'queries between caching decisions')
        .argParser(periods)
        .default([5, 20], '5,20'),
    )
    .option('--json', 'print one JSON document')
    .action(async (name: string | undefined, options: SweepArguments) => {
      const { servedSupernet } = await import('../../supernet/served-supernet.ts')
      const { sweep } = await import('../../supernet/sweep.ts')
      const { sweepBoards } = await import('../../supernet/sweep-boards.ts')
      const { policies } = await import('../../supernet/policy.ts')
      const { streamKinds, usualRuns } = await import('../../supernet/settings.ts')
      const served = servedSupernet(name ?? 'face-embed')
      const progress = progressBar(1)
      try {
        const rows = sweep({
          supernet: served,
          boards: sweepBoards(served),
          periods: options.q,
          streams: streamKinds,
          policies,
          runs: usualRuns[served.modality],
          queries: options.queries,
          seeds: Array.from({ length: options.seeds }, (_, seed) => seed),
          onStep: (done, total) => progress.update(done / total, 'of the settings'),
        })
        progress.stop()
        answer(options, { supernet: served.name, seeds: options.seeds, queries: options.queries, rows }, text)
      } finally {
        progress.stop()
      }
    })
}

function periods(text: string): number[] {
  const list = text.split(',').map(Number)
  if (!list.every((period) => Number.isInteger(period) && period >= 1 && period <= 10_000)) {
    throw new InvalidArgumentError('Give whole numbers from 1, e.g. 5,20.')
  }
  return list
}

const interval = ({ value, low, high }: Interval, scale: number, digits: number): string =>
  `${(scale * value).toFixed(digits)} (${(scale * low).toFixed(digits)} to ${(scale * high).toFixed(digits)})`

function text({
  rows,
  supernet,
  seeds,
  queries,
}: {
  rows: SweepRow[]
  supernet: string
  seeds: number
  queries: number
}): string {
  return [
    `${supernet}: ${queries} queries, mean of ${seeds} streams (95 % interval); changes are against no buffer.`,
    ...table(
      [
        'board',
        'buffer',
        'Q',
        'stream',
        'policy',
        'cache',
        'ms',
        'latency change %',
        'accuracy change, points',
        'off-chip change %',
      ],
      rows
        .filter(({ cache }) => cache !== 'none')
        .map((row) => [
          row.board,
          String(row.buffer_bytes),
          String(row.period),
          row.stream,
          row.policy,
          row.cache,
          row.latency_ms.value.toFixed(1),
          interval(row.latency_change, 100, 1),
          interval(row.accuracy_change, 100, 2),
          interval(row.off_chip_change, 100, 1),
        ]),
      [0, 3, 4, 5],
    ),
  ].join('\n')
}
