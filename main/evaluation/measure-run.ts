// A measurement from what the user chose to what is kept of it: a data set through the board's networks, or a score
// file of any system.

import { basename } from 'node:path'
import type { Modality } from '../../enrollment-data/records.ts'
import manifest from '../../package.json' with { type: 'json' }
import type { Fusion } from '../authentication/fusion.ts'
import { type System, startSystem } from '../authentication/system.ts'
import type { Board } from '../board/boards.ts'
import type { BoardOptions } from '../board/options.ts'
import { VisemeError } from '../errors.ts'
import type { Zoo } from '../inference/zoo.ts'
import { openCachedPool } from './cached-pool.ts'
import { scoresAndPeople } from './comparison-table.ts'
import type { Comparisons } from './comparisons.ts'
import type { Evaluation } from './document.ts'
import { type BandOptions, errorBands } from './error-bands.ts'
import { type EvaluationResult, evaluate } from './evaluate.ts'
import { type EvaluationChoices, readEvaluation } from './evaluation-inputs.ts'
import { samplesToCapture } from './evaluation-request.ts'
import { figures } from './figures.ts'
import { MEASUREMENT_FORMAT, type MeasuredSystem, type Measurement } from './measurement.ts'
import type { MetricsOptions } from './metrics.ts'
import { readScoreFile, type ScoreFile } from './score-file.ts'
import { scoreHistogram } from './score-histogram.ts'
import { SYSTEMS } from './systems.ts'
import { worstErrors } from './worst-errors.ts'

/** Thresholds that a drag can stop at. */
const POINTS = 600
const BINS = 60

export interface DataSetRun {
  choices: EvaluationChoices
  board: Board
  boardOptions: Partial<BoardOptions>
  /** A design's networks and what it decides by, and its id. */
  design?: { id: string; zoo: Zoo; modalities: readonly Modality[] }
  /** Folder of the store, for the cache of embeddings; null keeps none. */
  directory: string | null
  /** Told how many samples there are when all inputs are read, before the first is captured; may throw. */
  onTotal?: (samples: number) => void
  onSample?: () => void
}

/** The document of `evaluate`: the evaluation, and what it was made with. */
export interface EvaluationDocument extends Evaluation {
  board: string
  /** SHA-256 of the embedding networks. */
  networks: Record<Modality, string>
  /** SHA-256 of every network between a sample and its embedding. */
  pipeline: Record<Modality, Record<string, string>>
  /** Samples captured and found in the cache, and how long that took. */
  captured: { anew: number; from_cache: number; seconds: number }
}

export interface DataSetOutcome {
  document: EvaluationDocument
  result: EvaluationResult
  /** Why embeddings are not kept; null where they are. */
  trouble: string | null
}

/** Evaluates a data set on a board. VisemeError says what cannot be read, does not go together, or does not fit. */
export async function runEvaluation(run: DataSetRun): Promise<DataSetOutcome> {
  const { choices, board, boardOptions, design, directory, onTotal, onSample } = run
  const settings = { board, boardOptions, zoo: design?.zoo, modalities: design?.modalities }
  const request = readEvaluation(choices)
  const system = startSystem(settings)
  onTotal?.(Object.values(samplesToCapture(request)).reduce((sum, own) => sum + own.length, 0))
  const pool = openCachedPool(settings, directory)
  try {
    const { fusion, note } = design ? ofDesign(design.id) : usableFusion(system)
    const notes = [...(request.notes ?? []), ...(note === undefined ? [] : [note])]
    const result = await evaluate({ ...request, fusion, notes, capture: pool.capture, onSample })
    const document: EvaluationDocument = {
      ...result.evaluation,
      board: board.id,
      networks: system.models,
      pipeline: { face: pool.pipelines.face.networks, voice: pool.pipelines.voice.networks },
      captured: {
        anew: pool.tally.captured,
        from_cache: pool.tally.found,
        seconds: pool.tally.seconds,
      },
    }
    return { document, result, trouble: pool.tally.trouble }
  } finally {
    pool.close()
  }
}

/** What is kept and shown of an evaluation; `command` repeats it. */
export function measurementOf(
  { document, result }: Pick<DataSetOutcome, 'document' | 'result'>,
  command: string,
  options: BandOptions = {},
): Measurement {
  const systems = SYSTEMS.flatMap((name): MeasuredSystem[] => {
    const scored = result.systems[name]
    const metrics = document.systems[name]
    if (!scored || !metrics) return []
    const comparisons = scoresAndPeople(scored)
    return [
      {
        name,
        metrics,
        ...systemCurves(comparisons, { seed: document.seed, ...options }),
        worst: worstErrors(scored),
      },
    ]
  })
  const { dataset, simulated, chimeric, seed, board, networks } = document
  return {
    ...titled(dataset, command),
    simulated,
    chimeric,
    seed,
    board,
    networks,
    systems,
    evaluation: document,
  }
}

export interface ScoresRun {
  path: string
  /** Whether the scores are natural-log likelihood ratios. */
  ratios: boolean
  fmrs?: number[]
}

/** Measures a score file. VisemeError `bad-score-file`, `one-sided-scores`. */
export async function measureScores(
  { path, ratios, fmrs }: ScoresRun,
  command: string,
): Promise<Measurement> {
  return scoresMeasurement(await readScoreFile(path), basename(path), command, { ratios, fmrs })
}

function scoresMeasurement(
  { scores, people }: ScoreFile,
  title: string,
  command: string,
  { ratios, fmrs }: { ratios: boolean } & Pick<MetricsOptions, 'fmrs'>,
): Measurement {
  const seed = 1
  const options = { ratios: ratios ? scores : undefined, fmrs, seed, points: POINTS, bins: BINS }
  const { metrics, bands, histogram } = figures({ scores, people }, options)
  return {
    ...titled(title, command),
    simulated: false,
    chimeric: false,
    seed,
    board: null,
    networks: null,
    systems: [{ name: 'scores', metrics, bands, histogram, worst: null }],
    evaluation: null,
  }
}

/** What is drawn of a system's comparisons. */
export function systemCurves(
  comparisons: Comparisons,
  options: BandOptions,
): Pick<MeasuredSystem, 'bands' | 'histogram'> {
  return {
    bands: errorBands(comparisons, { points: POINTS, ...options }),
    histogram: scoreHistogram(comparisons.scores, BINS),
  }
}

/** What every measurement begins with. */
export const titled = (
  title: string,
  command: string,
): Pick<Measurement, 'format' | 'made' | 'version' | 'command' | 'title'> => ({
  format: MEASUREMENT_FORMAT,
  made: new Date().toISOString(),
  version: manifest.version,
  command,
  title,
})

/** A design's thresholds were found on people who may be among those measured: it is calibrated anew. */
const ofDesign = (id: string): { fusion: null; note: string } => ({
  fusion: null,
  note: `Networks and board of the design ${id}; its own calibration is not used.`,
})

/** The calibration, or null and the reason where it is missing or was fitted on other networks. */
function usableFusion(system: System): { fusion: Fusion | null; note?: string } {
  try {
    return { fusion: system.fusion }
  } catch (error) {
    if (!(error instanceof VisemeError)) throw error
    return { fusion: null, note: `The shipped calibration cannot be used: ${error.message}` }
  }
}
