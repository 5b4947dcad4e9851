// What designs are judged by: a figure of a point with its interval. `computed` is the same however often it is asked
// (bytes, dollars); an `estimate` has the interval of the board's cost model; `measured` was measured on people.

import type { Interval } from '../evaluation/interval.ts'
import type { DesignPoint, RatesAt } from './points.ts'

export const responseNames = [
  'fnmr',
  'latency_ms',
  'attempt_ms',
  'energy_mj',
  'flash_bytes',
  'internal_ram_bytes',
  'time_to_success_s',
  'bom_dollars',
  'fits',
] as const
export type ResponseName = (typeof responseNames)[number]

export interface Response {
  name: ResponseName
  title: string
  unit: string
  kind: 'computed' | 'estimate' | 'measured'
  /** Null: not known of this point, or of no use because the design does not fit. */
  of(point: DesignPoint): Interval | null
}

const exact = (value: number | null): Interval | null =>
  value === null ? null : { value, low: value, high: value }

/** FNMR and what else was measured at the threshold of a stated FMR. Null: not measured. */
export const ratesAt = (
  { accuracy }: Pick<DesignPoint, 'accuracy'>,
  fmr: number,
  set: 'development' | 'test' = 'development',
): RatesAt | null => accuracy[set]?.rates.find(({ stated_fmr }) => stated_fmr === fmr) ?? null

/** RAM on the chip in use when most is, in bytes. */
export const internalRam = ({ ram }: Pick<DesignPoint, 'ram'>): number =>
  ram.filter(({ region }) => !/psram/i.test(region)).reduce((sum, { peak }) => sum + peak, 0)

/** The responses at one stated FMR. Costs are those of designs that fit. */
export function responsesAt(fmr: number): Readonly<Record<ResponseName, Response>> {
  const cost = (
    name: ResponseName,
    title: string,
    unit: string,
    kind: Response['kind'],
    of: (point: DesignPoint) => Interval | null,
  ): Response => ({ name, title, unit, kind, of: (point) => (point.fits ? of(point) : null) })
  const estimated = ({ estimate: value, low, high }: DesignPoint['latency_ms']): Interval => ({
    value,
    low,
    high,
  })
  return {
    fnmr: {
      name: 'fnmr',
      title: `FNMR at FMR ${Number((100 * fmr).toPrecision(6))} %`,
      unit: '',
      kind: 'measured',
      of: (point) => ratesAt(point, fmr)?.fnmr ?? null,
    },
    latency_ms: cost('latency_ms', 'wait for the board', 'ms', 'estimate', (p) => estimated(p.latency_ms)),
    attempt_ms: cost('attempt_ms', 'length of an attempt', 'ms', 'estimate', (p) => estimated(p.attempt_ms)),
    energy_mj: cost('energy_mj', 'energy of an attempt', 'mJ', 'estimate', (p) => exact(p.energy_mj)),
    flash_bytes: cost('flash_bytes', 'flash', 'bytes', 'computed', (p) => exact(p.flash_bytes)),
    internal_ram_bytes: cost('internal_ram_bytes', 'internal RAM', 'bytes', 'computed', (p) =>
      exact(internalRam(p)),
    ),
    // From measured reject rates; the interval is that of the board's time alone.
    time_to_success_s: cost('time_to_success_s', 'expected time to success', 's', 'estimate', (p) => {
      const value = p.experience.find(({ stated_fmr }) => stated_fmr === fmr)?.time_to_success_s
      const { estimate, low, high } = p.attempt_ms
      return value === undefined
        ? null
        : { value, low: (value * low) / estimate, high: (value * high) / estimate }
    }),
    bom_dollars: cost('bom_dollars', 'price', 'dollars', 'computed', (p) => exact(p.bom_dollars)),
    fits: {
      name: 'fits',
      title: 'share of designs that fit',
      unit: '',
      kind: 'computed',
      of: ({ fits }) => exact(fits ? 1 : 0),
    },
  }
}
