// Measured latencies of many networks on many devices, from a file.
// JSON: {one_hot: [[0, 1, ...], ...], latency_ms: {device: [ms or null, ...], ...}, merit?: [number, ...]}, network i being
// the i-th row. CSV: one row per device; its first column names it, columns ending in _ms are networks.

import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { VisemeError } from '../errors.ts'
import { parseCsv } from '../evaluation/csv.ts'

export interface LatencyTable {
  devices: readonly string[]
  /** Milliseconds by device, one per network; null where there is no valid measurement. */
  latencyMs: ReadonlyMap<string, readonly (number | null)[]>
  /** Names of the networks: their columns in a CSV file, "0", "1", ... in JSON. */
  networks: readonly string[]
  /** One row of features per network, or null where the file has none (CSV). */
  encoding: readonly (readonly number[])[] | null
  /** What a network is worth beside its speed, larger is better; null where the file does not say. */
  merit: readonly number[] | null
}

const latency = z.number().positive().nullable()
const document = z.object({
  one_hot: z.array(z.array(z.number()).min(1)).min(1),
  latency_ms: z.record(z.string().min(1), z.array(latency)),
  merit: z.array(z.number()).optional(),
})

/** Reads a table. Throws `bad-latency-table` (exit 2) saying what is wrong with the file. */
export async function readLatencyTable(path: string): Promise<LatencyTable> {
  const text = await readFile(path, 'utf8').catch((cause) => {
    throw refusal(path, 'it cannot be read', cause)
  })
  return path.endsWith('.json') ? tableFromJson(text, path) : tableFromCsv(text, path)
}

export function tableFromJson(text: string, path: string): LatencyTable {
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch (cause) {
    throw refusal(path, 'it is not valid JSON', cause)
  }
  const checked = document.safeParse(parsed)
  if (!checked.success) {
    const [{ path: field, message }] = checked.error.issues
    throw refusal(path, `${field.join('.') || 'the whole'}: ${message}`)
  }
  const { one_hot: encoding, latency_ms: latencies, merit = null } = checked.data
  const columns = encoding[0].length
  if (encoding.some((row) => row.length !== columns)) throw refusal(path, 'rows of one_hot differ in length')
  for (const [device, values] of Object.entries(latencies)) {
    if (values.length !== encoding.length) {
      throw refusal(path, `${device} has ${values.length} latencies for ${encoding.length} networks`)
    }
  }
  if (merit !== null && merit.length !== encoding.length) {
    throw refusal(path, `merit has ${merit.length} values for ${encoding.length} networks`)
  }
  return {
    devices: Object.keys(latencies),
    latencyMs: new Map(Object.entries(latencies)),
    networks: encoding.map((_, i) => String(i)),
    encoding,
    merit,
  }
}

export function tableFromCsv(text: string, path: string): LatencyTable {
  const { heads, rows } = parseCsv(text, path)
  const columns = heads.flatMap((head, at) => (head.endsWith('_ms') ? [at] : []))
  if (columns.length === 0) throw refusal(path, 'no column of its first line ends in _ms')
  const latencyMs = new Map<string, (number | null)[]>()
  for (const { line, fields } of rows) {
    const [device] = fields
    if (latencyMs.has(device)) throw refusal(path, `line ${line} repeats the device ${device}`)
    latencyMs.set(
      device,
      columns.map((at) => cell(fields[at] ?? '', path, line)),
    )
  }
  const networks = columns.map((at) => heads[at].replace(/_ms$/, ''))
  return { devices: [...latencyMs.keys()], latencyMs, networks, encoding: null, merit: null }
}

function cell(text: string, path: string, line: number): number | null {
  if (text.trim() === '') return null
  const value = Number(text)
  if (!(value > 0) || !Number.isFinite(value)) {
    throw refusal(path, `line ${line}: "${text}" is not a number of milliseconds`)
  }
  return value
}

/** Latencies of one device. Throws `unknown-device` (exit 2). */
export function latenciesOf(table: LatencyTable, device: string): readonly (number | null)[] {
  const found = table.latencyMs.get(device)
  if (found) return found
  throw new VisemeError({
    code: 'unknown-device',
    message: `The table has no device called ${device}.`,
    next: `Choose one of ${table.devices.join(', ')}.`,
    exitCode: 2,
  })
}

function refusal(path: string, why: string, cause?: unknown): VisemeError {
  return new VisemeError({
    code: 'bad-latency-table',
    message: `${path} is no table of latencies: ${why}.`,
    next: 'Give JSON with one_hot and latency_ms, or CSV with a device per line and columns that end in _ms.',
    exitCode: 2,
    cause,
  })
}
