// Streams of queries from a file: CSV with the columns accuracy (0 to 1) and latency_ms, or with what live attempts
// record: security (low, normal, high), battery (0 to 1) and load (0 to 1), from which the bounds follow. Optional:
// allowed_ms (a time that was set), runs, or what recordings have instead: pictures and windows (of a voice).

import { readFile } from 'node:fs/promises'
import type { Modality } from '../../enrollment-data/records.ts'
import { VisemeError } from '../errors.ts'
import { parseCsv } from '../evaluation/csv.ts'
import type { Query } from './policy.ts'
import type { ServingTable } from './serving-table.ts'
import { boundsOf, type Surroundings, securityLevels } from './surroundings.ts'

/** What surrounded a recorded attempt, and how often each network was to run. */
export interface RecordedAttempt extends Surroundings {
  pictures: number
  windows: number
}

/** More runs than any attempt has. */
const MOST_RUNS = 10_000

/** Reads a stream for the SuperNet of a modality. Throws `bad-stream` (exit 2) naming the line. */
export async function readStream(path: string, table: ServingTable, modality: Modality): Promise<Query[]> {
  const text = await readFile(path, 'utf8').catch((cause) => {
    throw refusal(path, 'it cannot be read', cause)
  })
  return streamFromCsv(text, path, table, modality)
}

/** The queries of a stream's text to the SuperNet of a modality; attempts in which it did not run are left out. */
export function streamFromCsv(text: string, path: string, table: ServingTable, modality: Modality): Query[] {
  const lines = linesOf(text, path)
  const { heads } = lines
  const times = modality === 'face' ? 'pictures' : 'windows'
  const runs = (line: Line) =>
    heads.includes(times)
      ? line.whole(times, MOST_RUNS)
      : heads.includes('runs')
        ? line.whole('runs', MOST_RUNS)
        : 1
  const queries = heads.includes('accuracy')
    ? lines.rows.map((line) => ({
        accuracy: line.number('accuracy', 1),
        latencyMs: line.number('latency_ms', 1e6),
        runs: runs(line),
      }))
    : lines.rows.map((line) => boundsOf(table, surroundingsOf(line, heads), runs(line)))
  const asked = queries.filter((query) => query.runs > 0)
  if (asked.length === 0) throw refusal(path, `none of its attempts has a ${modality}`)
  return asked
}

/** The attempts of a recording. Throws `bad-stream` (exit 2). */
export function recordedAttempts(text: string, path: string): RecordedAttempt[] {
  const { heads, rows } = linesOf(text, path)
  return rows.map((line) => ({
    ...surroundingsOf(line, heads),
    pictures: line.whole('pictures', MOST_RUNS),
    windows: line.whole('windows', MOST_RUNS),
  }))
}

function surroundingsOf(line: Line, heads: readonly string[]): Surroundings {
  const level = line.text('security')
  const security = securityLevels.find((each) => each === level)
  if (security === undefined) throw line.refused(`security is "${level}", not low, normal or high`)
  return {
    security,
    battery: line.number('battery', 1),
    load: line.number('load', 1),
    allowedMs:
      heads.includes('allowed_ms') && line.text('allowed_ms') !== '' ? line.number('allowed_ms', 1e6) : null,
  }
}

/** The fields of one line, checked. */
interface Line {
  text(name: string): string
  /** A number from 0 to `highest`. */
  number(name: string, highest: number): number
  whole(name: string, highest: number): number
  refused(why: string): VisemeError
}

/** The lines of a CSV text of one of the two kinds. */
function linesOf(text: string, path: string): { heads: readonly string[]; rows: Line[] } {
  const { heads, rows } = parseCsv(text, path)
  const kinds = [
    ['accuracy', 'latency_ms'],
    ['security', 'battery', 'load'],
  ]
  if (!kinds.some((names) => names.every((name) => heads.includes(name)))) {
    throw refusal(path, 'its first line names other columns')
  }
  if (rows.length === 0) throw refusal(path, 'it has no lines')
  const lines = rows.map(({ line, fields }): Line => {
    const field = (name: string) => fields[heads.indexOf(name)]?.trim() ?? ''
    const refused = (why: string) => refusal(path, `line ${line}: ${why}`)
    const value = (name: string, highest: number, kind: string, fits: (value: number) => boolean): number => {
      const found = field(name) === '' ? Number.NaN : Number(field(name))
      if (found >= 0 && found <= highest && fits(found)) return found
      throw refused(`${name} is "${field(name)}", not a ${kind} from 0 to ${highest}`)
    }
    return {
      text: field,
      refused,
      number: (name, highest) => value(name, highest, 'number', Number.isFinite),
      whole: (name, highest) => value(name, highest, 'whole number', Number.isInteger),
    }
  })
  return { heads, rows: lines }
}

function refusal(path: string, why: string, cause?: unknown): VisemeError {
  return new VisemeError({
    code: 'bad-stream',
    message: `${path} is no stream of queries: ${why}.`,
    next: 'Give CSV with the columns accuracy,latency_ms or security,battery,load.',
    exitCode: 2,
    cause,
  })
}
