// Measurements that were made, as documents in the store's folder: `measurements/<run>.json`, readable by their owner
// only, as they name samples and where these lie.

import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import { VisemeError } from '../errors.ts'
import { writeWhole } from '../written-file.ts'
import { documentText, measurementDocument } from './document-schema.ts'
import type { Interval } from './interval.ts'
import type { MeasuredSystem, Measurement } from './measurement.ts'

const FOLDER = 'measurements'
const RUN_NAME = /^\d{8}-\d{6}-[0-9a-f]{4}$/
const OWNER_ONLY = { folder: 0o700, file: 0o600 }

/** What a list of runs shows of one. */
export interface PastRun {
  run: string
  made: string
  title: string
  simulated: boolean
  chimeric: boolean
  protocol: string | null
  people: number | null
  systems: { name: MeasuredSystem['name']; eer: Interval }[]
}

export interface PastRuns {
  /** The latest first. */
  runs: PastRun[]
  /** Files of the folder that are no measurements. */
  unreadable: string[]
}

export function listRuns(directory: string): PastRuns {
  const folder = join(directory, FOLDER)
  const names = existsSync(folder)
    ? readdirSync(folder).filter((file) => RUN_NAME.test(basename(file, '.json')))
    : []
  const runs: PastRun[] = []
  const unreadable: string[] = []
  for (const file of names.sort().reverse()) {
    try {
      runs.push(summary(basename(file, '.json'), readMeasurement(join(folder, file))))
    } catch {
      unreadable.push(file)
    }
  }
  return { runs, unreadable }
}

function summary(
  run: string,
  { made, title, simulated, chimeric, evaluation, systems }: Measurement,
): PastRun {
  return {
    run,
    made,
    title,
    simulated,
    chimeric,
    protocol: evaluation?.protocol ?? null,
    people: evaluation?.people ?? systems[0]?.metrics.people ?? null,
    systems: systems.map(({ name, metrics }) => ({ name, eer: metrics.eer })),
  }
}

/** Keeps a measurement; answers the name of its run. VisemeError `unwritable-file`. */
export function keepRun(directory: string, measurement: Measurement): string {
  const [date, time] = measurement.made.slice(0, 19).replaceAll(/[-:]/g, '').split('T')
  const run = `${date}-${time}-${randomBytes(2).toString('hex')}`
  restoreRun(directory, run, documentText(measurement))
  return run
}

/** VisemeError `no-run`, `bad-measurement`. */
export function openRun(directory: string, run: string): Measurement {
  return readMeasurement(fileOf(directory, run))
}

/** Removes a run; its text puts it back. VisemeError `no-run`. */
export function removeRun(directory: string, run: string): string {
  const file = fileOf(directory, run)
  const text = readFileSync(file, 'utf8')
  rmSync(file)
  return text
}

/** Writes the text of a run that was removed. VisemeError `unwritable-file`. */
export function restoreRun(directory: string, run: string, text: string): void {
  const folder = join(directory, FOLDER)
  mkdirSync(folder, { recursive: true, mode: OWNER_ONLY.folder })
  writeWhole(join(folder, `${run}.json`), text, OWNER_ONLY.file)
}

/** A measurement from its file, e.g. of `evaluate --out`. VisemeError `bad-measurement` says what is wrong with it. */
export function readMeasurement(path: string): Measurement {
  const refuse = (reason: string, cause?: unknown): never => {
    throw new VisemeError({
      code: 'bad-measurement',
      message: `${path} is no measurement of Viseme: ${reason}.`,
      next: 'Choose a measurement.json that `viseme evaluate --out` or the Measure screen has written.',
      exitCode: 2,
      cause,
    })
  }
  let value: unknown
  try {
    value = JSON.parse(readFileSync(path, 'utf8'))
  } catch (cause) {
    return refuse(cause instanceof Error ? cause.message : String(cause), cause)
  }
  const { data, error } = measurementDocument.safeParse(value)
  if (data) return data
  const [{ path: where, message }] = error.issues
  return refuse(`${where.join('.')}: ${message}`)
}

function fileOf(directory: string, run: string): string {
  const file = join(directory, FOLDER, `${run}.json`)
  if (RUN_NAME.test(run) && existsSync(file)) return file
  throw new VisemeError({
    code: 'no-run',
    message: 'This measurement is no longer there.',
    next: 'Choose another one, or measure again.',
    exitCode: 2,
  })
}
