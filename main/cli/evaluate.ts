// `viseme evaluate`: error rates of the very networks the board runs, on a data set of real people.

import { join } from 'node:path'
import type { Command } from 'commander'
import { InvalidArgumentError, Option } from 'commander'
import type { Modality } from '../../enrollment-data/records.ts'
import type { Fusion } from '../authentication/fusion.ts'
import type { System } from '../authentication/system.ts'
import { VisemeError } from '../errors.ts'
import { scoreFileName, scoreWriter } from '../evaluation/score-writer.ts'
import { SYSTEMS } from '../evaluation/systems.ts'
import { requireWritable, requireWritableFolder, writeWhole } from '../written-file.ts'
import type { BoardArguments } from './board-options.ts'
import { addBoardOptions, chosenBoard } from './board-options.ts'
import { answer } from './output.ts'

interface EvaluateArguments extends BoardArguments {
  dataset: string
  trials?: string
  modalities: Modality[]
  out?: string
  json?: boolean
}

export function evaluateCommand(program: Command): void {
  const command = program
    .command('evaluate')
    .description('error rates on a folder <person>/<session>_<sample>.<ext>, or on a manifest.csv')
    .requiredOption('--dataset <path>', 'folder of samples, or manifest.csv')
    .option('--trials <file>', 'comparisons to make ("1|0 enrol test", or LFW pairs); all pairs otherwise')
    .addOption(
      new Option('--modalities <list>', 'face,voice or one of them')
        .argParser(modalityList)
        .default(['face', 'voice'], 'face,voice'),
    )
    .option('--out <folder>', 'write scores (Kaldi format) and evaluation.json there')
  addBoardOptions(command)
    .option('--json', 'print one JSON document')
    .action(async (options: EvaluateArguments) => {
      const { readDataSet } = await import('../evaluation/data-set.ts')
      const { readTrialList } = await import('../evaluation/trial-list.ts')
      const { evaluate, samplesWanted } = await import('../evaluation/evaluate.ts')
      const { capturePool } = await import('../evaluation/capture-pool.ts')
      const { startSystem } = await import('../authentication/system.ts')
      const { captureProgress } = await import('./capture-progress.ts')

      const { board, options: boardOptions } = chosenBoard(options)
      const set = readDataSet(options.dataset)
      const trials = options.trials === undefined ? null : readTrialList(options.trials, set)
      const system = startSystem({ board, boardOptions })
      const { modalities } = options
      if (options.out !== undefined) requireWritableReport(options.out)
      const scores = options.out === undefined ? null : scoreWriter(options.out)
      const progress = captureProgress(samplesWanted({ set, trials, modalities }).length, 'samples')
      try {
        const evaluation = await evaluate({
          set,
          trials,
          modalities,
          capture: capturePool({ board, boardOptions }),
          ...usableFusion(system),
          onSample: progress.advance,
          onScore: scores?.write,
        })
        const document = { ...evaluation, board: board.id, networks: system.models }
        if (options.out !== undefined) {
          writeWhole(join(options.out, EVALUATION), `${JSON.stringify(document, null, 1)}\n`)
        }
        const { evaluationText } = await import('../evaluation/evaluation-text.ts')
        progress.stop()
        answer(options, document, (found) => evaluationText(found).join('\n'))
      } finally {
        progress.stop()
        scores?.close()
      }
    })
}

const EVALUATION = 'evaluation.json'

/** Throws `unwritable-file` (exit 4) where the report could not be written into this folder. */
function requireWritableReport(folder: string): void {
  requireWritableFolder(folder)
  for (const file of [EVALUATION, ...SYSTEMS.map(scoreFileName)]) requireWritable(join(folder, file))
}

/** The calibration, or null and the reason where it is missing or was fitted on other networks. */
function usableFusion(system: System): { fusion: Fusion | null; note?: string } {
  try {
    return { fusion: system.fusion }
  } catch (error) {
    if (!(error instanceof VisemeError)) throw error
    return { fusion: null, note: `No Cllr: ${error.message}` }
  }
}

function modalityList(text: string): Modality[] {
  const list = text.split(',').map((name) => name.trim())
  if (!list.every((name): name is Modality => name === 'face' || name === 'voice')) {
    throw new InvalidArgumentError('Give face, voice, or face,voice.')
  }
  return list
}
