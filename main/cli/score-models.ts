// `viseme score-models`: what other ways to make one score of a face and a voice would gain over the sum that decides.

import { type Command, Option } from 'commander'
import { comparisonsNeeded } from '../authentication/comparisons-needed.ts'
import type { Interval } from '../evaluation/interval.ts'
import type { ScoreModel } from '../evaluation/score-model-fits.ts'
import type { MeasuredModel, ScoreModelsDocument } from '../evaluation/score-models.ts'
import { LARGEST_SEED, rateBelowOne, wholeFrom } from './arguments.ts'
import type { BoardArguments } from './board-options.ts'
import { addBoardOptions, chosenBoard } from './board-options.ts'
import { answer } from './output.ts'
import { addStoreOption, type StoreArguments } from './sources.ts'
import { table } from './table.ts'

interface ScoreModelsArguments extends BoardArguments, StoreArguments {
  cache: boolean
  face: string
  voice: string
  cohort: string
  fmr: number
  rounds: number
  seed: number
  json?: boolean
}

export function scoreModelsCommand(program: Command): void {
  const command = program
    .command('score-models')
    .description('compare ways to fuse face and voice on development people, cross-validated over people')
    .requiredOption('--face <dataset>', 'pictures of development people: folder or manifest.csv')
    .requiredOption('--voice <dataset>', 'recordings of development people: folder or manifest.csv')
    .option('--cohort <dataset>', 'people of the AS-norm cohort that may ship', 'simulated:64:2:64')
    .addOption(
      new Option('--fmr <rate>', 'false-match rate at which FNMR is told')
        .argParser(rateBelowOne)
        .default(0.01),
    )
    .addOption(
      new Option('--rounds <number>', 'how often faces are dealt anew to voices')
        .argParser(wholeFrom(1, 1000))
        .default(10),
    )
    .addOption(
      new Option('--seed <number>', 'of dealing and resampling')
        .argParser(wholeFrom(0, LARGEST_SEED))
        .default(1),
    )
    .option('--no-cache', 'capture everything anew, keep no embeddings')
  addBoardOptions(addStoreOption(command))
    .option('--json', 'print one JSON document')
    .action(async (options: ScoreModelsArguments) => {
      const { NEEDED } = await import('../authentication/enrol.ts')
      const { acquire } = await import('../evaluation/acquire.ts')
      const { readDataSet } = await import('../evaluation/data-set.ts')
      const { openCachedPool } = await import('../evaluation/cached-pool.ts')
      const { measureScoreModels, scoreModelSamples } = await import('../evaluation/score-models.ts')
      const { defaultDirectory } = await import('../../enrollment-data/open.ts')
      const { captureProgress } = await import('./capture-progress.ts')
      const { board, options: boardOptions } = chosenBoard(options)
      const sets = { face: readDataSet(options.face), voice: readDataSet(options.voice) }
      const samples = (['face', 'voice'] as const).flatMap((modality) =>
        scoreModelSamples({ sets, enrolment: NEEDED }, modality),
      )
      const cohort = readDataSet(options.cohort).samples
      const pool = openCachedPool(
        { board, boardOptions },
        options.cache ? (options.data ?? defaultDirectory()) : null,
      )
      const progress = captureProgress(samples.length + cohort.length, 'samples')
      try {
        const { acquired } = await acquire(samples, pool.capture, progress.advance)
        const simulated = await acquire(cohort, pool.capture, progress.advance)
        progress.stop()
        const document = measureScoreModels({
          acquired,
          simulated: simulated.acquired,
          enrolSamples: NEEDED,
          fmr: options.fmr,
          rounds: options.rounds,
          seed: options.seed,
        })
        answer(options, document, describe)
      } finally {
        progress.stop()
        pool.close()
      }
    })
}

const NAMES: Record<ScoreModel, string> = {
  sum: 'sum of the ratios (what decides)',
  'weighted-sum': 'weighted sum',
  'as-norm-simulated': 'sum after AS-norm, simulated cohort',
  'as-norm-development': 'sum after AS-norm, development cohort',
  'quality-weighted': 'weights by quality',
}

function describe(document: ScoreModelsDocument): string {
  const { people, genuine, impostor, distinct, fmr, pairs, carried, rounds, draws, seed, cohorts, models } =
    document
  const percent = (rate: number) => (100 * rate).toFixed(2)
  const interval = ({ value, low, high }: Interval) => `${percent(value)} (${percent(low)}-${percent(high)})`
  const difference = ({ value, low, high }: Interval) =>
    `${percent(value)} (${percent(low)} to ${percent(high)})`
  const row = (one: MeasuredModel) => [
    NAMES[one.model],
    interval(one.eer),
    `${interval(one.fnmr)}  ${one.false_non_matches}`,
    ...(one.model === 'sum' ? ['', ''] : [difference(one.eer_less_sum), difference(one.fnmr_less_sum)]),
  ]
  const cohort = ({ face, voice }: { face: number; voice: number }) => `${face} faces and ${voice} voices`
  const extrapolated = carried
    ? ''
    : `, extrapolated: ${comparisonsNeeded(fmr)} pairs of people carry it, there are ${pairs}`
  return [
    `chimeric people of ${people.face} faces and ${people.voice} voices: ${draws} draws in ${rounds} rounds, seed ${seed}; ${genuine} genuine and ${impostor} impostor attempts (${distinct.genuine} and ${distinct.impostor} without their other partners)`,
    `each judged by fits on the others; 95 % intervals by resampling faces and voices; rates in %, FNMR at FMR ${100 * fmr} % and its count${extrapolated}`,
    '',
    ...table(
      ['score model', 'EER', 'FNMR', 'EER less that of the sum', 'FNMR less that of the sum'],
      models.map(row),
      [0],
    ),
    '',
    `AS-norm cohorts: ${cohort(cohorts.simulated)} of simulated people (${cohorts.simulated_bytes} bytes at int8); ${cohort(cohorts.development)} of development people, less the two compared, who are known to the fits of others: for comparison only`,
  ].join('\n')
}
