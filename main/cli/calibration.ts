// `viseme calibration`: the clock model against published measurements, and its kernel terms against counted cycles.

import { join } from 'node:path'
import type { Command } from 'commander'
import { applicationRoot } from '../application-root.ts'
import type { Calibration, CalibrationPoint } from '../board/calibration.ts'
import type { KernelFit } from '../board/kernel-fit.ts'
import { prepareModelFile, readBytes } from './model-file.ts'
import { answer } from './output.ts'
import { table } from './table.ts'

interface CalibrationOptions {
  shared: string
  json?: boolean
}

type CalibrationDocument = Calibration & { kernels: KernelFit[] }

export function calibrationCommand(program: Command): void {
  program
    .command('calibration')
    .description('errors of the clock model against published inference times and counted kernel cycles')
    .option(
      '--shared <dir>',
      'folder with calibration/ and conformance/',
      process.env.VISEME_SHARED ?? join(applicationRoot(), '..', 'shared'),
    )
    .option('--json', 'print one JSON document')
    .action(async (options: CalibrationOptions) => {
      const { calibrate } = await import('../board/calibration.ts')
      const { publishedPoints } = await import('../board/published.ts')
      const { fitKernels, readKernelRuns } = await import('../board/kernel-fit.ts')
      const names = [...new Set(publishedPoints.map(({ model }) => model))]
      const models = new Map(
        await Promise.all(
          names.map(
            async (name) =>
              [name, await prepareModelFile(join(options.shared, 'conformance', name))] as const,
          ),
        ),
      )
      const csv = await readBytes(
        join(options.shared, 'calibration', 'xtensa-kernel-cycles.csv'),
        'kernel table',
      )
      const document: CalibrationDocument = {
        ...calibrate((name) => models.get(name)!),
        kernels: fitKernels(readKernelRuns(new TextDecoder().decode(csv))),
      }
      answer(options, document, text)
    })
}

const percent = (error: number | null): string => (error === null ? '' : `${(100 * error).toFixed(1)} %`)

const estimate = ({ estimate_ms, low_ms, high_ms }: CalibrationPoint): string =>
  `${estimate_ms!.toFixed(1)} (${low_ms!.toFixed(1)}-${high_ms!.toFixed(1)})`

function text({ points, kernels, fitted_parameters, ...errors }: CalibrationDocument): string {
  const rows = points.map((point) => [
    point.id,
    point.what,
    point.published_ms < 1 ? point.published_ms.toFixed(4) : point.published_ms.toFixed(1),
    point.reason === null ? estimate(point) : '',
    percent(point.error),
    percent(point.leave_one_out_error),
    point.fitted_parameter ?? '',
    percent(point.energy_error),
  ])
  const fits = kernels.map((fit) => [
    fit.library,
    fit.build,
    fit.kernel,
    String(fit.shapes),
    Object.entries(fit.terms)
      .map(([name, value]) => `${name} ${value.toFixed(1)}`)
      .join(', '),
    percent(fit.rms_error),
    percent(fit.cross_validated_rms_error),
    percent(fit.cross_validated_max_error),
  ])
  return [
    `Published inference times; fitted to them: ${fitted_parameters.esp32} parameters of the ESP32, ` +
      `${fitted_parameters.all} in all:`,
    ...table(
      ['', 'network', 'published ms', 'estimate ms', 'error', 'left out', 'fitted to it', 'energy error'],
      rows,
      [0, 1, 6],
    ),
    `Root mean square ${percent(errors.rms_error)}; each point left out of its fit ` +
      `${percent(errors.rms_leave_one_out_error)}. Not estimated:`,
    ...points.filter(({ reason }) => reason !== null).map(({ id, reason }) => `  ${id}: ${reason}`),
    '',
    'Kernel cycles over shapes (least squares; cross-validated by leaving one shape out):',
    ...table(
      ['library', 'build', 'kernel', 'shapes', 'cycles', 'rms', 'left out rms', 'max'],
      fits,
      [0, 1, 2, 4],
    ),
  ].join('\n')
}
