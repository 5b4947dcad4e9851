// `viseme portability adapt`: one proxy's latencies adapted to other devices by few measurements. With a table in which
// the targets are known it says how well that works; with --measured it does it for a device that nobody knows.

import type { Command } from 'commander'
import { InvalidArgumentError, Option } from 'commander'
import { VisemeError } from '../../errors.ts'
import type { OwnTarget } from '../../portability/own-target.ts'
import type { TransferStudy } from '../../portability/transfer-study.ts'
import { LARGEST_SEED, wholeFrom } from '../arguments.ts'
import { answer } from '../output.ts'
import { progressBar } from '../progress.ts'
import { table } from '../table.ts'

interface AdaptArguments {
  proxy: string
  target?: string[]
  samples: number[]
  seeds: number
  choice: 'random' | 'telling'
  measured?: string
  json?: boolean
}

export function adaptCommand(portability: Command): void {
  portability
    .command('adapt <table>')
    .description("adapt a proxy's latencies to other devices by few measurements")
    .requiredOption('--proxy <device>', 'the device whose latencies are known for every network')
    .option('--target <devices...>', 'devices to adapt to; every other one of the table without it')
    .addOption(
      new Option('--samples <list>', 'numbers of networks to measure on a target')
        .argParser(counts)
        .default([10, 20, 40, 70], '10,20,40,70'),
    )
    .addOption(
      new Option('--seeds <count>', 'draws of the measured networks, averaged')
        .argParser(wholeFrom(1, LARGEST_SEED))
        .default(10),
    )
    .addOption(
      new Option('--choice <how>', 'measure networks at random, or the most telling ones')
        .choices(['random', 'telling'])
        .default('random'),
    )
    .option('--measured <file>', 'CSV of network,ms measured on a device of your own: adapt to that')
    .option('--json', 'print one JSON document')
    .action(async (path: string, options: AdaptArguments) => {
      const { readLatencyTable } = await import('../../portability/latency-table.ts')
      const { latenciesOf } = await import('../../portability/latency-table.ts')
      const latencies = await readLatencyTable(path)
      if (latencies.encoding === null) throw notEncoded(path)
      latenciesOf(latencies, options.proxy)
      if (options.measured !== undefined) {
        const { adaptToOwn, readMeasured } = await import('../../portability/own-target.ts')
        const measured = await readMeasured(options.measured, latencies.networks.length)
        answer(options, adaptToOwn(latencies, options.proxy, measured), ownText)
        return
      }
      const targets = options.target ?? latencies.devices.filter((device) => device !== options.proxy)
      const fewest = Math.min(
        ...targets.map((target) => latenciesOf(latencies, target).filter((ms) => ms !== null).length),
      )
      if (Math.max(...options.samples) > fewest) throw tooMany(fewest)
      const { transferStudy } = await import('../../portability/transfer-study.ts')
      const progress = progressBar(targets.length * options.samples.length)
      try {
        const study = transferStudy(latencies, {
          proxy: options.proxy,
          targets,
          samples: options.samples,
          seeds: Array.from({ length: options.seeds }, (_, seed) => seed),
          choice: options.choice,
          onStep: (done) => progress.update(done, 'targets and samples'),
        })
        progress.stop()
        answer(options, study, studyText)
      } finally {
        progress.stop()
      }
    })
}

function counts(text: string): number[] {
  const list = text.split(',').map(Number)
  if (!list.every((count) => Number.isInteger(count) && count >= 3 && count <= 100_000)) {
    throw new InvalidArgumentError('Give whole numbers from 3, e.g. 20,40.')
  }
  return list
}

const notEncoded = (path: string) =>
  new VisemeError({
    code: 'no-encoding',
    message: `${path} does not say what its networks are made of.`,
    next: 'Give a JSON table with one_hot, a row of features per network.',
    exitCode: 2,
  })

const tooMany = (fewest: number) =>
  new VisemeError({
    code: 'too-many-samples',
    message: `A target of the table has only ${fewest} measured networks.`,
    next: `Give at most ${fewest} with --samples.`,
    exitCode: 2,
  })

const digits = (value: number | null): string => (value === null ? '' : value.toFixed(3))

function studyText({ proxy, seeds, choice, rows, mean }: TransferStudy): string {
  const heads = [
    'target',
    'samples',
    'proxy',
    'adapted',
    'from scratch',
    'proxy front',
    'final front',
    'measured',
  ]
  const line = (target: string, row: TransferStudy['mean'][number]) => [
    target,
    String(row.samples),
    digits(row.proxy_srcc),
    digits(row.adapted_srcc),
    digits(row.from_scratch_srcc),
    digits(row.proxy_hypervolume),
    digits(row.final_hypervolume),
    row.designs === null ? '' : `${row.designs.toFixed(0)} designs`,
  ]
  return [
    `Proxy ${proxy}: rank correlation with the truth, mean over ${seeds} draws (${choice}); hypervolume of the`,
    'designs found, of the true front: the proxy’s as they are; and with the adapted ones, measured and sifted.',
    ...table(
      heads,
      [...rows.map((row) => line(row.target, row)), ...mean.map((row) => line('mean', row))],
      [0],
    ),
  ].join('\n')
}

function ownText({
  samples,
  cross_validated_srcc,
  cross_validated_error_ms,
  enough,
  designs,
  next,
}: OwnTarget): string {
  return [
    `${samples} measured networks; left out in turn, their order is predicted with a rank correlation of ${digits(cross_validated_srcc)}` +
      ` and an error of ${cross_validated_error_ms.toPrecision(3)} ms (root mean square).`,
    enough ? 'That is enough (0.9).' : `Measure more; the most telling ones next: ${next.join(', ')}.`,
    ...(designs === null
      ? ['The table says nothing of the networks’ merit: no designs.']
      : [
          'Designs worth having on this device (network, predicted ms, merit):',
          ...designs.map(
            ({ network, latency_ms, merit }) => `  ${network}  ${latency_ms.toPrecision(4)}  ${merit}`,
          ),
        ]),
  ].join('\n')
}
