// Measuring error rates: a run on a thread of its own, past runs, reports, a look at the worst comparisons.

import { randomUUID } from 'node:crypto'
import { join, resolve } from 'node:path'
import type { FaceInput, MeasureRequest, VoiceInput } from '../api.ts'
import { readFusion } from '../authentication/fusion.ts'
import { resetOperatingPoint, storeOperatingPoint } from '../authentication/operating-point.ts'
import { VisemeError } from '../errors.ts'
import { chooseOperatingPoint, type OperatingPointChoice } from '../evaluation/choose-operating-point.ts'
import { type MeasureTask, measureOnThread } from '../evaluation/measure-thread.ts'
import type { Measurement, SamplePlace, WorstSide } from '../evaluation/measurement.ts'
import {
  keepRun,
  listRuns,
  openRun,
  readMeasurement,
  removeRun,
  restoreRun,
} from '../evaluation/past-runs.ts'
import { readPicture, readRecording } from '../evaluation/read-sample.ts'
import { REPORT_FILES } from '../evaluation/report/report-files.ts'
import { writeReport } from '../evaluation/report/write-report.ts'
import type { SystemName } from '../evaluation/systems.ts'
import type { Image } from '../face/image.ts'
import type { Handlers, Surroundings } from './handlers.ts'

/** How many removed runs can be put back; they are forgotten when the window closes. */
const UNDO_DEPTH = 20
const PACE_MS = 100
/** Larger pictures are shown smaller. */
const LARGEST_SIDE = 800

type MeasureHandlers = Pick<
  Handlers,
  | 'measure'
  | 'measure-cancel'
  | 'measurements'
  | 'measurement'
  | 'measurement-import'
  | 'measurement-remove'
  | 'measurement-restore'
  | 'measurement-export'
  | 'measurement-samples'
  | 'operating-point-use'
  | 'operating-point-reset'
>

export function measureHandlers({ directory }: Surroundings): MeasureHandlers {
  let running: AbortController | null = null
  const removed = new Map<string, { run: string; text: string }>()
  const keep = (measurement: Measurement) => ({ run: keepRun(directory, measurement), measurement })
  return {
    measure: async (request, { progress }) => {
      if (running) throw alreadyRunning()
      running = new AbortController()
      try {
        const report = paced((done, total) => progress({ done, total, what: 'samples' }))
        return keep(await measureOnThread(taskOf(request, directory), report, running.signal))
      } finally {
        running = null
      }
    },

    'measure-cancel': async () => {
      running?.abort()
      return {}
    },

    measurements: async () => listRuns(directory),

    measurement: async ({ run }) => ({ run, measurement: openRun(directory, run) }),

    'measurement-import': async ({ path }) => keep(readMeasurement(resolve(path))),

    'measurement-remove': async ({ run }) => {
      const undo = randomUUID()
      removed.set(undo, { run, text: removeRun(directory, run) })
      for (const [oldest] of removed) if (removed.size > UNDO_DEPTH) removed.delete(oldest)
      return { undo }
    },

    'measurement-restore': async ({ undo }) => {
      const gone = removed.get(undo)
      if (!gone) throw nothingToUndo()
      restoreRun(directory, gone.run, gone.text)
      removed.delete(undo)
      return {}
    },

    'measurement-export': async ({ run, folder, names }) => {
      const target = resolve(folder)
      writeReport(target, openRun(directory, run), { names })
      return { files: REPORT_FILES.map((file) => join(target, file)) }
    },

    'measurement-samples': async ({ run, system, kind, index, side }) => {
      const worst = openRun(directory, run).systems.find(({ name }) => name === system)?.worst
      const found = worst?.[kind][index]?.[side]
      if (!found) throw noSuchComparison()
      return samplesOf(found)
    },

    'operating-point-use': async ({ run, choice }) => {
      const measurement = openRun(directory, run)
      const { evaluation, networks } = measurement
      if (!evaluation || !networks) throw onlyScores()
      const point = chooseOperatingPoint(
        { ...evaluation, networks },
        readFusion(),
        'fmr' in choice ? choice : thresholdOf(measurement, choice.system, choice.point),
      )
      storeOperatingPoint(directory, point)
      return {}
    },

    'operating-point-reset': async () => {
      resetOperatingPoint(directory)
      return {}
    },
  }
}

/** A point of a system's curve, with the rates measured there. */
function thresholdOf(
  { systems }: Measurement,
  system: SystemName,
  point: number,
): Extract<OperatingPointChoice, { system: SystemName }> {
  const rates = systems.find(({ name }) => name === system)?.bands.rates[point]
  if (!rates) throw noSuchComparison()
  return { system, ...rates }
}

/** Tells at most every tenth of a second, and the first and last count always: a cache answers by the thousand. */
function paced(tell: (done: number, total: number) => void): (done: number, total: number) => void {
  let last = 0
  return (done, total) => {
    const now = performance.now()
    if (done > 0 && done < total && now - last < PACE_MS) return
    last = now
    tell(done, total)
  }
}

function taskOf(request: MeasureRequest, directory: string): MeasureTask {
  if (request.kind === 'scores') {
    const { path, ratios, fmr } = request
    return { kind: 'scores', path: resolve(path), ratios, fmrs: fmr === undefined ? [] : [fmr] }
  }
  const { board: id, ...options } = request.board
  return { kind: 'data-set', choices: request.choices, board: { id, options }, directory }
}

/** What lies on the user's disk, or is drawn anew, decoded for looking at it. */
async function samplesOf({ samples }: WorstSide): Promise<{ faces: FaceInput[]; voices: VoiceInput[] }> {
  const of = (modality: SamplePlace['modality']) => samples.filter((sample) => sample.modality === modality)
  return {
    faces: await Promise.all(
      of('face').map(async (place) => shownPicture(await readPicture(sourceOf(place)))),
    ),
    voices: await Promise.all(
      of('voice').map(
        async (place): Promise<VoiceInput> => ({
          kind: 'samples',
          samples: Float32Array.from(await readRecording(sourceOf(place))),
        }),
      ),
    ),
  }
}

/** RGB, no side longer than LARGEST_SIDE. */
async function shownPicture({ width, height, channels, data }: Image): Promise<FaceInput> {
  const { default: sharp } = await import('sharp')
  const { data: shown, info } = await sharp(data, { raw: { width, height, channels } })
    .resize(LARGEST_SIDE, LARGEST_SIDE, { fit: 'inside', withoutEnlargement: true })
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true })
  const rgb =
    info.channels === 3
      ? shown
      : Uint8Array.from({ length: 3 * shown.length }, (_, i) => shown[Math.floor(i / 3)])
  return { kind: 'frame', width: info.width, height: info.height, data: Uint8Array.from(rgb) }
}

const sourceOf = ({ path, start, end, simulated }: SamplePlace) =>
  simulated ? { kind: 'simulated' as const, ...simulated } : { kind: 'file' as const, path, start, end }

const refused = (code: string, message: string, next: string) =>
  new VisemeError({ code, message, next, exitCode: 2 })

const alreadyRunning = () =>
  refused('measuring-already', 'A measurement is running.', 'Wait for its end, or cancel it.')
const nothingToUndo = () =>
  refused('nothing-to-undo', 'This removal can no longer be undone.', 'Measure again: embeddings are kept.')
const onlyScores = () =>
  refused(
    'only-scores',
    'A score file does not say which networks made its scores.',
    'Choose an operating point from a measurement of samples.',
  )
const noSuchComparison = () =>
  refused('no-comparison', 'This measurement holds no such comparison or point.', 'Choose another one.')
