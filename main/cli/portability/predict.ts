// `viseme portability predict`: how long every network takes on a board that nobody measured.

import { readFile } from 'node:fs/promises'
import type { Command } from 'commander'
import { InvalidArgumentError, Option } from 'commander'
import { VisemeError } from '../../errors.ts'
import type { BoardPrediction, LatencyPrediction } from '../../portability/board-prediction.ts'
import { positiveNumber } from '../arguments.ts'
import { answer } from '../output.ts'
import { table } from '../table.ts'

interface PredictArguments {
  core?: string
  mhz?: number
  flash?: number
  ram?: number
  simd?: 'none' | 'packed' | 'vector'
  fpu?: boolean
  measured?: string
  coverage: number
  json?: boolean
}

export function predictCommand(portability: Command): void {
  portability
    .command('predict [device]')
    .description('predicted latencies of every network on a device of the catalogue, or on one of your own')
    .option('--core <core>', 'the processor core most like your board’s (`portability devices --json`)')
    .option('--mhz <clock>', 'its clock', positiveNumber)
    .option('--flash <size>', 'e.g. 512KB, 8MB', kilobytes)
    .option('--ram <size>', 'e.g. 320KB', kilobytes)
    .addOption(
      new Option('--simd <kind>', 'where it differs from the core’s').choices(['none', 'packed', 'vector']),
    )
    .option('--fpu', 'it has a floating-point unit')
    .option('--no-fpu', 'it has none')
    .option(
      '--measured <file>',
      'lines of network,ms measured on the board, as in a serial log; - reads them',
    )
    .addOption(
      new Option('--coverage <share>', 'share of boards and networks the intervals cover')
        .argParser(coverageShare)
        .default(0.9),
    )
    .option('--json', 'print one JSON document')
    .action(async (name: string | undefined, options: PredictArguments) => {
      const { deviceCalled } = await import('../../portability/catalogue.ts')
      const { describedDevice } = await import('../../portability/own-device.ts')
      const { predictBoard } = await import('../../portability/board-prediction.ts')
      const { ownMeasurements } = await import('../../portability/own-measurements.ts')
      const { benchmarkNetworks } = await import('../../portability/benchmark-networks.ts')
      const { zooNetworks } = await import('../../portability/zoo-networks.ts')
      const { core, mhz } = options
      const described = core !== undefined && mhz !== undefined
      if (!described && name === undefined) throw notNamed()
      if (name !== undefined && core !== undefined) throw namedTwice()
      const device =
        core !== undefined && mhz !== undefined
          ? describedDevice({
              name: `${core} at ${mhz} MHz`,
              core,
              mhz,
              flash_kb: options.flash ?? null,
              ram_kb: options.ram ?? null,
              simd: options.simd ?? null,
              fpu: options.fpu ?? null,
            })
          : deviceCalled(name!)
      const zoo = await zooNetworks()
      const { measured } = options
      const own =
        measured === undefined
          ? []
          : ownMeasurements(
              await textOf(measured),
              [...zoo, ...benchmarkNetworks()].map(({ id }) => id),
              measured,
            )
      answer(options, predictBoard(zoo, { device, own, coverage: options.coverage }), text)
    })
}

function kilobytes(size: string): number {
  const [, figure, unit] = /^([\d.]+)\s*(KB|MB|GB)$/i.exec(size) ?? []
  const kb = Number(figure) * { KB: 1, MB: 1024, GB: 1024 * 1024 }[unit?.toUpperCase() as 'KB' | 'MB' | 'GB']
  if (!(kb > 0)) throw new InvalidArgumentError('Give a size such as 320KB or 8MB.')
  return kb
}

function coverageShare(text: string): number {
  const share = Number(text)
  if (!(share >= 0.5 && share <= 0.95)) throw new InvalidArgumentError('Give a share from 0.5 to 0.95.')
  return share
}

const textOf = (path: string): Promise<string> =>
  readFile(path === '-' ? '/dev/stdin' : path, 'utf8').catch((cause) => {
    throw new VisemeError({
      code: 'bad-measurements',
      message: `${path} cannot be read.`,
      next: 'Give a text file with lines of network,ms.',
      exitCode: 2,
      cause,
    })
  })

const notNamed = () =>
  new VisemeError({
    code: 'no-device',
    message: 'Which device is not said.',
    next: 'Give one of `portability devices`, or describe yours with --core and --mhz.',
    exitCode: 2,
  })

const namedTwice = () =>
  new VisemeError({
    code: 'two-devices',
    message: 'A device is named and another one is described.',
    next: 'Give a device of the catalogue, or --core and --mhz without one.',
    exitCode: 2,
  })

const figure = (ms: number): string => (ms >= 100 ? ms.toFixed(0) : ms.toPrecision(2))

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
