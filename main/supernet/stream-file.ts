// Streams of queries from a file: CSV with the columns accuracy (0 to 1) and latency_ms, or with what a live trial
// records: security (low, normal, high), battery (0 to 1) and load (0 to 1), from which the bounds follow.

import { readFile } from 'node:fs/promises'
import { VisemeError } from '../errors.ts'
import { parseCsv } from '../evaluation/csv.ts'
import type { Query } from './policy.ts'
import type { ServingTable } from './serving-table.ts'
import { ranges } from './streams.ts'

export const securityLevels = ['low', 'normal', 'high'] as const
export type SecurityLevel = (typeof securityLevels)[number]

/** What surrounds an attempt. */
export interface Surroundings {
  security: SecurityLevel
  /** Charge left, 0 (empty) to 1. */
  battery: number
  /** Share of the processor that other work takes, 0 to 1. */
  load: number
}

/** Where in the range of accuracies a level of security lies. */
const ACCURACY_SHARE: Record<SecurityLevel, number> = { low: 0, normal: 0.5, high: 1 }

/**
 * The bounds of an attempt: security asks for accuracy; a low battery and other work leave less time, down to what the
 * fastest SubNet takes.
 */
export function boundsOf(table: ServingTable, { security, battery, load }: Surroundings): Query {
  const { accuracies, latencies } = ranges(table)
  const share = Math.min(battery, 1 - load)
  return {
    accuracy: accuracies[0] + ACCURACY_SHARE[security] * (accuracies[1] - accuracies[0]),
    latencyMs: latencies[0] + share * (latencies[1] - latencies[0]),
  }
}

/** Reads a stream. Throws `bad-stream` (exit 2) naming the line. */
export async function readStream(path: string, table: ServingTable): Promise<Query[]> {
  const text = await readFile(path, 'utf8').catch((cause) => {
    throw refusal(path, 'it cannot be read', cause)
  })
  return streamFromCsv(text, path, table)
}

export function streamFromCsv(text: string, path: string, table: ServingTable): Query[] {
  const { heads, rows } = parseCsv(text, path)
  const column = (name: string) => heads.indexOf(name)
  const has = (...names: string[]) => names.every((name) => column(name) >= 0)
  const number = (fields: readonly string[], name: string, line: number, highest: number): number => {
    const field = fields[column(name)] ?? ''
    const value = Number(field)
    if (field.trim() === '' || !(value >= 0 && value <= highest)) {
      throw refusal(path, `line ${line}: ${name} is "${field}", not a number from 0 to ${highest}`)
    }
    return value
  }
  const readers: [boolean, (fields: readonly string[], line: number) => Query][] = [
    [
      has('accuracy', 'latency_ms'),
      (fields, line) => ({
        accuracy: number(fields, 'accuracy', line, 1),
        latencyMs: number(fields, 'latency_ms', line, 1e6),
      }),
    ],
    [
      has('security', 'battery', 'load'),
      (fields, line) => {
        const level = fields[column('security')]
        const security = securityLevels.find((each) => each === level)
        if (security === undefined) {
          throw refusal(path, `line ${line}: security is "${level}", not low, normal or high`)
        }
        return boundsOf(table, {
          security,
          battery: number(fields, 'battery', line, 1),
          load: number(fields, 'load', line, 1),
        })
      },
    ],
  ]
  const [, read] = readers.find(([fits]) => fits) ?? []
  if (read === undefined) throw refusal(path, 'its first line names other columns')
  if (rows.length === 0) throw refusal(path, 'it has no lines')
  return rows.map(({ line, fields }) => read(fields, line))
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
