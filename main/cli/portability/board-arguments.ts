// Which board a command is about: a device of the catalogue, or one described, and what was measured on it.

import { readFile } from 'node:fs/promises'
import type { Command } from 'commander'
import { InvalidArgumentError, Option } from 'commander'
import { VisemeError } from '../../errors.ts'
import type { Device } from '../../portability/catalogue.ts'
import { positiveNumber } from '../arguments.ts'

export interface BoardArguments {
  core?: string
  mhz?: number
  flash?: number
  ram?: number
  simd?: 'none' | 'packed' | 'vector'
  fpu?: boolean
  measured?: string
  json?: boolean
}

/** Adds the options to a command whose one argument is a device's name. */
export const boardArguments = (command: Command): Command =>
  command
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
    .option('--json', 'print one JSON document')

/** Throws `no-device`, `two-devices`, `unknown-device`, `unknown-core` (exit 2). */
export async function boardOf(name: string | undefined, options: BoardArguments): Promise<Device> {
  const { deviceCalled } = await import('../../portability/catalogue.ts')
  const { describedDevice } = await import('../../portability/own-device.ts')
  const { core, mhz, flash = null, ram = null, simd = null, fpu = null } = options
  if (name !== undefined && core !== undefined) throw namedTwice()
  if (name !== undefined) return deviceCalled(name)
  if (core === undefined || mhz === undefined) throw notNamed()
  return describedDevice({
    name: `${core} at ${mhz} MHz`,
    core,
    mhz,
    flash_kb: flash,
    ram_kb: ram,
    simd,
    fpu,
  })
}

/** What was measured on it, as text; empty where nothing was. Throws `bad-measurements` (exit 2). */
export const measuredText = async ({ measured }: BoardArguments): Promise<string> =>
  measured === undefined ? '' : textOf(measured)

function kilobytes(size: string): number {
  const [, figure, unit] = /^([\d.]+)\s*(KB|MB|GB)$/i.exec(size) ?? []
  const kb = Number(figure) * { KB: 1, MB: 1024, GB: 1024 * 1024 }[unit?.toUpperCase() as 'KB' | 'MB' | 'GB']
  if (!(kb > 0)) throw new InvalidArgumentError('Give a size such as 320KB or 8MB.')
  return kb
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
