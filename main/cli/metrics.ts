// `viseme metrics`: error rates of any verification system from its score file. Exit 1 when the false-match rate
// asked for with --far is below what the file can carry.

import { type Command, Option } from 'commander'
import { rateBelowOne } from './arguments.ts'
import { answer } from './output.ts'

interface MetricsArguments {
  far?: number
  llr?: boolean
  json?: boolean
}

export function metricsCommand(program: Command): void {
  program
    .command('metrics <scores>')
    .description('EER, DET figures and intervals of a score file (Kaldi, two-column CSV, or Bob)')
    .addOption(new Option('--far <rate>', 'a false-match rate to report as well').argParser(rateBelowOne))
    .option('--llr', 'the scores are natural-log likelihood ratios: report Cllr')
    .option('--json', 'print one JSON document')
    .action(async (path: string, options: MetricsArguments) => {
      const { readScoreFile } = await import('../evaluation/score-file.ts')
      const { measure } = await import('../evaluation/metrics.ts')
      const { metricsText } = await import('../evaluation/metrics-text.ts')
      const { format, scores, people } = await readScoreFile(path)
      const metrics = measure(scores, {
        people: people ?? undefined,
        ratios: options.llr ? scores : undefined,
        fmrs: options.far === undefined ? [] : [options.far],
      })
      answer(options, { format, ...metrics }, (document) => metricsText(document).join('\n'))
      const asked = metrics.fnmr_at_fmr.find(({ fmr }) => fmr === options.far)
      if (asked?.reason) process.exitCode = 1
    })
}
