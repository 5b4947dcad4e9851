// `viseme metrics`: error rates of any verification system from its score file. Exit 1 when the false-accept rate
// claimed with --far is below what the file can carry.

import { type Command, Option } from 'commander'
import type { ScoreFile } from '../evaluation/score-file.ts'
import { LARGEST_SEED, positiveNumber, rateBelowOne, wholeFrom } from './arguments.ts'
import { answer } from './output.ts'
import { type ProgressBar, progressBar } from './progress.ts'

interface MetricsArguments {
  far?: number
  llr?: boolean
  development?: string
  costMiss: number
  costFalseMatch: number
  seed: number
  json?: boolean
}

export function metricsCommand(program: Command): void {
  program
    .command('metrics <scores>')
    .description('EER, DET figures and intervals of a score file (Kaldi, two-column CSV, or Bob)')
    .addOption(
      new Option(
        '--far <rate>',
        'a false-accept rate to claim: reported, and refused where the file cannot carry it',
      ).argParser(rateBelowOne),
    )
    .option('--llr', 'the scores are natural-log likelihood ratios: report Cllr')
    .option(
      '--development <scores>',
      'scores of other people: they fix the threshold of the HTER and the calibration of the Cllr',
    )
    .addOption(
      new Option('--cost-miss <cost>', 'cost of a rejected genuine attempt in minDCF')
        .argParser(positiveNumber)
        .default(1),
    )
    .addOption(
      new Option('--cost-false-match <cost>', 'cost of an accepted impostor in minDCF')
        .argParser(positiveNumber)
        .default(1),
    )
    .addOption(
      new Option('--seed <n>', 'seed of the resampling').argParser(wholeFrom(0, LARGEST_SEED)).default(1),
    )
    .option('--json', 'print one JSON document')
    .action(async (path: string, options: MetricsArguments) => {
      const { measureScoreFile } = await import('../evaluation/score-file-metrics.ts')
      const { scoreMetricsText } = await import('../evaluation/metrics-text.ts')
      const measured = await read(path)
      const development = options.development === undefined ? null : await read(options.development)
      const document = measureScoreFile(measured, development, {
        far: options.far,
        areRatios: options.llr === true,
        costs: { miss: options.costMiss, falseMatch: options.costFalseMatch },
        seed: options.seed,
      })
      answer(options, document, (found) => scoreMetricsText(found).join('\n'))
      if (document.claim && !document.claim.carried) process.exitCode = 1
    })
}

/** Reads a score file, with a bar of the megabytes read. */
async function read(path: string): Promise<ScoreFile> {
  const { readScoreFile } = await import('../evaluation/score-file.ts')
  const megabytes = (bytes: number) => Math.ceil(bytes / 1e6)
  const bars: ProgressBar[] = []
  try {
    return await readScoreFile(path, {
      onProgress: (done, total) => {
        if (bars.length === 0) bars.push(progressBar(megabytes(total)))
        bars[0].update(megabytes(done), `MB of ${path}`)
      },
    })
  } finally {
    for (const bar of bars) bar.stop()
  }
}
