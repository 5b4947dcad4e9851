// `viseme evaluate`: error rates of the very networks the board runs, on a data set of real or simulated people.

import { join } from 'node:path'
import type { Command } from 'commander'
import { InvalidArgumentError, Option } from 'commander'
import type { Modality } from '../../enrollment-data/records.ts'
import type { DesignedSystem } from '../codesign/designed-system.ts'
import { VisemeError } from '../errors.ts'
import type { EvaluationResult } from '../evaluation/evaluate.ts'
import { type EvaluationChoices, PROTOCOL_CHOICES } from '../evaluation/evaluation-inputs.ts'
import { requireWritableReport } from '../evaluation/report/report-files.ts'
import { scoreFileNames, writeScores } from '../evaluation/score-writer.ts'
import { SYSTEMS } from '../evaluation/systems.ts'
import { writeWhole } from '../written-file.ts'
import { LARGEST_SEED, rateBelowOne, wholeFrom } from './arguments.ts'
import type { BoardArguments } from './board-options.ts'
import { addBoardOptions, chosenBoard } from './board-options.ts'
import type { CaptureProgress } from './capture-progress.ts'
import { addDesignOption, chosenDesign, type DesignArguments } from './design-option.ts'
import { answer } from './output.ts'
import { addStoreOption, type StoreArguments } from './sources.ts'

interface EvaluateArguments extends BoardArguments, DesignArguments, StoreArguments, EvaluationChoices {
  out?: string
  names?: boolean
  cache: boolean
  json?: boolean
}

export function evaluateCommand(program: Command): void {
  const command = program
    .command('evaluate')
    .description(
      'error rates on a folder <person>/<session>_<sample>.<ext>, a manifest.csv, or simulated:PEOPLE',
    )
    .requiredOption(
      '--dataset <path>',
      'folder of samples, manifest.csv, or simulated:PEOPLE[:SESSIONS[:SEED]]',
    )
    .option('--voice-dataset <path>', 'take the voices from this data set instead (with --protocol chimeric)')
    .option(
      '--same-people',
      'equal names in --dataset and --voice-dataset are one person; nothing is chimeric',
    )
    .addOption(
      new Option(
        '--protocol <name>',
        'which comparisons to make (default: all-pairs; pairs with --trials)',
      ).choices(PROTOCOL_CHOICES),
    )
    .option('--trials <file>', 'comparisons to make ("1|0 enrol test", or LFW pairs)')
    .addOption(
      new Option('--modalities <list>', 'face,voice or one of them')
        .argParser(modalityList)
        .default(['face', 'voice'], 'face,voice'),
    )
    .addOption(
      new Option('--enrol-samples <number>', 'samples of a template: a number, or FACES,VOICES').argParser(
        enrolSamples,
      ),
    )
    .addOption(new Option('--draws <number>', 'of chimeric people').argParser(wholeFrom(1, 100_000)))
    .option(
      '--pairing <file>',
      'chimeric people of each draw, in place of random ones: draw,speaker,face_person',
    )
    .addOption(
      new Option('--seed <number>', 'of draws, folds and resampling')
        .argParser(wholeFrom(0, LARGEST_SEED))
        .default(1),
    )
    .option('--development <dataset...>', 'fit the calibration and thresholds on these people')
    .addOption(
      new Option('--calibration <source>', 'without --development').choices(['shipped', 'cross-validated']),
    )
    .option('--as-norm <dataset...>', 'normalise scores by a cohort (AS-norm), and calibrate anew')
    .addOption(
      new Option('--as-norm-top <number>', 'most similar people of the cohort (default 200)').argParser(
        wholeFrom(2, 100_000),
      ),
    )
    .addOption(
      new Option('--fmr <rate>', 'operating point of groups and attacks (default 0.001)').argParser(
        rateBelowOne,
      ),
    )
    .addOption(
      new Option(
        '--far <rate>',
        'a false-accept rate to claim: refused, with exit code 1, where the data cannot carry it',
      ).argParser(rateBelowOne),
    )
    .addOption(new Option('--resamples <number>', 'of the intervals').argParser(wholeFrom(10, 100_000)))
    .option(
      '--out <folder>',
      'write there: report.html, figures.csv, evaluation.json, measurement.json, scores (Kaldi format and CSV)',
    )
    .option('--names', 'name people and samples in report.html; they are numbered otherwise')
    .option('--no-cache', 'capture everything anew, keep no embeddings')
  addDesignOption(addBoardOptions(addStoreOption(command)))
    .option('--json', 'print one JSON document')
    .action(evaluateAction)
}

async function evaluateAction(options: EvaluateArguments): Promise<void> {
  const { measurementOf, runEvaluation } = await import('../evaluation/measure-run.ts')
  const { evaluateCommandLine } = await import('../evaluation/repeat-command.ts')
  const { writeReport } = await import('../evaluation/report/write-report.ts')
  const { defaultDirectory } = await import('../../enrollment-data/open.ts')
  const { evaluationText } = await import('../evaluation/evaluation-text.ts')
  const { captureProgress } = await import('./capture-progress.ts')

  const designed = await chosenDesign(options, options.data ?? defaultDirectory())
  const { board, options: boardOptions } = chosenBoard(options)
  if (designed) requireDesigned(options.modalities, designed)
  const { out } = options
  let progress: CaptureProgress | undefined
  try {
    const { document, result, trouble } = await runEvaluation({
      choices: options,
      board: designed?.board ?? board,
      boardOptions: designed?.boardOptions ?? boardOptions,
      ...(designed && { design: await networksOf(designed) }),
      directory: options.cache ? (options.data ?? defaultDirectory()) : null,
      onTotal: (samples) => {
        if (out !== undefined) requireWritableReport(out, [EVALUATION, ...SYSTEMS.flatMap(scoreFileNames)])
        progress = captureProgress(samples, 'samples')
      },
      onSample: () => progress?.advance(),
    })
    progress?.stop()
    if (out !== undefined) {
      writeSystemScores(out, result)
      writeWhole(join(out, EVALUATION), `${JSON.stringify(document, null, 1)}\n`)
      const repeated = evaluateCommandLine(options, { id: options.board, options: boardOptions })
      const command = designed ? `${repeated} --design ${designed.id}` : repeated
      writeReport(out, measurementOf({ document, result }, command), { names: options.names ?? false })
    }
    if (trouble) process.stderr.write(`viseme: embeddings are not kept: ${trouble}\n`)
    answer(options, document, (found) => evaluationText(found).join('\n'))
    if (Object.values(document.claims ?? {}).some((claim) => claim && !claim.carried)) process.exitCode = 1
  } finally {
    progress?.stop()
  }
}

/** Throws `no-such-modality` (exit 2) where the design does not decide by what is to be measured. */
function requireDesigned(wanted: readonly Modality[], { id, modalities }: DesignedSystem): void {
  const missing = wanted.find((modality) => !modalities.includes(modality))
  if (missing === undefined) return
  throw new VisemeError({
    code: 'no-such-modality',
    message: `${id} does not decide by the ${missing}.`,
    next: `Add --modalities ${modalities.join(',')}.`,
    exitCode: 2,
  })
}

async function networksOf({ id, modalities, embedders }: DesignedSystem) {
  const { withEmbedders } = await import('../authentication/system.ts')
  const { readZoo } = await import('../inference/zoo.ts')
  return { id, modalities, zoo: withEmbedders(readZoo(), embedders) }
}

const EVALUATION = 'evaluation.json'

function writeSystemScores(folder: string, { systems, ratios }: EvaluationResult): void {
  for (const name of SYSTEMS) {
    const scored = systems[name]
    if (scored) writeScores(folder, name, scored, ratios[name])
  }
}

function modalityList(text: string): Modality[] {
  const list = text.split(',').map((name) => name.trim())
  if (!list.every((name): name is Modality => name === 'face' || name === 'voice')) {
    throw new InvalidArgumentError('Give face, voice, or face,voice.')
  }
  return list
}

function enrolSamples(text: string): Record<Modality, number> {
  const parts = text.split(',')
  if (parts.length > 2) throw new InvalidArgumentError('Give a number, or FACES,VOICES.')
  const [face, voice = face] = parts.map(wholeFrom(1, 255))
  return { face, voice }
}
