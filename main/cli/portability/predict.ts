// `viseme portability predict`: how long every network takes on a board that nobody measured.

import type { Command } from 'commander'
import { InvalidArgumentError, Option } from 'commander'
import type { BoardPrediction, LatencyPrediction } from '../../portability/board-prediction.ts'
import { answer } from '../output.ts'
import { table } from '../table.ts'
import { type BoardArguments, boardArguments, boardOf, measuredText } from './board-arguments.ts'

interface PredictArguments extends BoardArguments {
  coverage: number
}

export function predictCommand(portability: Command): void {
  boardArguments(
    portability
      .command('predict [device]')
      .description('predicted latencies of every network on a device of the catalogue, or on one of your own')
      .addOption(
        new Option('--coverage <share>', 'share of boards and networks the intervals cover')
          .argParser(coverageShare)
          .default(0.9),
      ),
  ).action(async (name: string | undefined, options: PredictArguments) => {
    const { predictBoard } = await import('../../portability/board-prediction.ts')
    const { benchmarkNetworks } = await import('../../portability/benchmark-networks.ts')
    const { ownMeasurements } = await import('../../portability/own-measurements.ts')
    const { zooNetworks } = await import('../../portability/zoo-networks.ts')
    const device = await boardOf(name, options)
    const zoo = zooNetworks()
    const log = await measuredText(options)
    const names = [...zoo, ...benchmarkNetworks()].map(({ id }) => id)
    const own = log === '' ? [] : ownMeasurements(log, names, options.measured)
    answer(options, predictBoard(zoo, { device, own, coverage: options.coverage }), text)
  })
}

function coverageShare(text: string): number {
  const share = Number(text)
  if (!(share >= 0.5 && share <= 0.95)) throw new InvalidArgumentError('Give a share from 0.5 to 0.95.')
  return share
}

const figure = (ms: number): string => (ms >= 99.5 ? ms.toFixed(0) : ms.toPrecision(2))

function row({ network, macs, predicted_ms, measured_ms, problem, emulated }: LatencyPrediction): string[] {
  const { estimate, low, high } = predicted_ms
  return [
    network,
    (macs / 1e6).toFixed(2),
    figure(estimate),
    measured_ms === null ? `${figure(low)}-${figure(high)}` : 'measured',
    emulated ? `${figure(emulated.latency_ms.estimate)}` : '',
    emulated ? `${emulated.energy_mj.toFixed(1)}` : '',
    emulated ? `${(emulated.arena_bytes / 1024).toFixed(0)}` : '',
    problem ?? '',
  ]
}

function text({ device, coverage, measured, networks, benchmarks, next }: BoardPrediction): string {
  const share = `${Math.round(coverage * 100)} %`
  const heads = ['network', 'MMAC', 'ms', share, 'emulated ms', 'mJ', 'arena KB', '']
  const [telling] = next
  return [
    `${device.name}: ${device.core}, ${device.mhz} MHz; ${measured} measured ${measured === 1 ? 'network' : 'networks'} of it.`,
    `Predicted for portable int8 kernels; the intervals hold the truth for ${share} of boards and networks left out.`,
    ...table(heads, [...networks, ...benchmarks].map(row), [0, 7]),
    '',
    telling
      ? `Measure next: ${next.map(({ network }) => network).join(', then ')}. The first one makes the intervals’ ` +
        `logarithmic width ${telling.interval_ratio.toFixed(2)} of what it is.`
      : 'Every network is measured.',
  ].join('\n')
}
