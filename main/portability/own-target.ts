// A device of the user's own: a few measured latencies, the rest predicted from a proxy.

import { readFile } from 'node:fs/promises'
import { VisemeError } from '../errors.ts'
import { parseCsv } from '../evaluation/csv.ts'
import type { LatencyTable } from './latency-table.ts'
import { measureNext } from './measure-next.ts'
import { MONOTONE } from './monotonicity.ts'
import { adaptTo, designs, predictOnTarget, proxyOf } from './one-proxy.ts'

export interface Measured {
  network: number
  latencyMs: number
}

export interface OwnTarget {
  proxy: string
  samples: number
  /** Rank correlation and root mean square error of predicting each measured network from the others. */
  cross_validated_srcc: number
  cross_validated_error_ms: number
  /** Whether the order is known well enough. */
  enough: boolean
  /** Predicted latency of every network, ms; measured ones as measured. */
  latency_ms: number[]
  /** Designs on the front of latency and merit; null where the table has no merit. */
  designs: { network: number; latency_ms: number; merit: number; measured: boolean }[] | null
  /** Networks to measure next, most telling first. */
  next: number[]
}

const FEWEST = 5
const NEXT = 5

/** Adapts `proxy` to the measurements; deterministic. */
export function adaptToOwn(
  table: LatencyTable,
  proxyDevice: string,
  measured: readonly Measured[],
): OwnTarget {
  const proxy = proxyOf(table, proxyDevice)
  const networks = measured.map(({ network }) => network)
  const adaptation = adaptTo(
    proxy,
    networks,
    measured.map(({ latencyMs }) => latencyMs),
  )
  const latencyMs = Array.from(predictOnTarget(proxy, adaptation))
  for (const { network, latencyMs: ms } of measured) latencyMs[network] = ms
  const all = latencyMs.map((_, at) => at)
  const known = new Set(networks)
  const { merit } = proxy
  return {
    proxy: proxyDevice,
    samples: measured.length,
    cross_validated_srcc: adaptation.crossValidatedSrcc,
    cross_validated_error_ms: adaptation.crossValidatedErrorMs,
    enough: adaptation.crossValidatedSrcc >= MONOTONE,
    latency_ms: latencyMs,
    designs:
      merit &&
      designs(all, latencyMs, merit).map((network) => ({
        network,
        latency_ms: latencyMs[network],
        merit: merit[network],
        measured: known.has(network),
      })),
    next: measureNext(
      proxy.weights,
      proxy.encoding,
      all.filter((at) => !known.has(at)),
      NEXT,
      measured.length,
    ),
  }
}

/** Reads CSV with the columns network and ms. Throws `bad-measurements` (exit 2) naming the line. */
export async function readMeasured(path: string, networks: number): Promise<Measured[]> {
  const text = await readFile(path, 'utf8').catch((cause) => {
    throw refusal(path, 'it cannot be read', cause)
  })
  return measuredFromCsv(text, path, networks)
}

export function measuredFromCsv(text: string, path: string, networks: number): Measured[] {
  const { heads, rows } = parseCsv(text, path)
  const [networkAt, msAt] = ['network', 'ms'].map((head) => heads.indexOf(head))
  if (networkAt < 0 || msAt < 0)
    throw refusal(path, 'its first line does not name the columns network and ms')
  const seen = new Set<number>()
  const measured = rows.map(({ line, fields }) => {
    const network = Number(fields[networkAt])
    const latencyMs = Number(fields[msAt])
    if (!Number.isInteger(network) || network < 0 || network >= networks) {
      throw refusal(
        path,
        `line ${line}: there is no network ${fields[networkAt]}; they are 0 to ${networks - 1}`,
      )
    }
    if (!(latencyMs > 0 && Number.isFinite(latencyMs))) {
      throw refusal(path, `line ${line}: "${fields[msAt]}" is not a number of milliseconds`)
    }
    if (seen.has(network)) throw refusal(path, `line ${line} measures network ${network} again`)
    seen.add(network)
    return { network, latencyMs }
  })
  if (measured.length < FEWEST)
    throw refusal(path, `${measured.length} measurements; ${FEWEST} are the fewest`)
  return measured
}

function refusal(path: string, why: string, cause?: unknown): VisemeError {
  return new VisemeError({
    code: 'bad-measurements',
    message: `${path} holds no measurements to adapt to: ${why}.`,
    next: 'Give CSV with the columns network (its row in the table, from 0) and ms.',
    exitCode: 2,
    cause,
  })
}
