// Figures of a point by name, as objectives and constraints ask for them: `latency`, `bom`, `fnmr@0.1%`, `time@10%`.
// Those at a stated FMR that the development people do not carry are null, unless extrapolating is asked for.

import { VisemeError } from '../errors.ts'
import { type DesignPoint, type Experience, type RatesAt, STATED_FMRS } from './points.ts'

export type Unit = 'ms' | 's' | 'bytes' | 'mJ' | 'dollars' | 'share' | 'count'

export interface Figure {
  /** As it is asked for, its FMR included. */
  name: string
  label: string
  unit: Unit
  better: 'low' | 'high'
  /** Null where it is not known of a point. */
  of(point: DesignPoint): number | null
  /** Whether it rests on measured error rates. */
  measured: boolean
}

interface Kind extends Omit<Figure, 'name' | 'of' | 'better'> {
  better?: 'high'
  /** At a stated FMR, or of the point as it is. */
  at?: (rates: RatesAt, experience: Experience) => number | null
  of?: (point: DesignPoint) => number | null
}

const internalPeak = ({ ram }: DesignPoint): number =>
  ram.reduce((sum, { region, peak }) => sum + (region === 'PSRAM' ? 0 : peak), 0)

const cost = (label: string, unit: Unit, of: (point: DesignPoint) => number | null): Kind => ({
  label,
  unit,
  of,
  measured: false,
})
const atFmr = (label: string, unit: Unit, at: NonNullable<Kind['at']>): Kind => ({
  label,
  unit,
  at,
  measured: true,
})

const KINDS: Record<string, Kind> = {
  latency: cost('wait after the capture', 'ms', ({ latency_ms }) => latency_ms.estimate),
  attempt: cost('whole attempt', 'ms', ({ attempt_ms }) => attempt_ms.estimate),
  energy: cost('energy of an attempt', 'mJ', ({ energy_mj }) => energy_mj),
  charge: {
    ...cost('attempts per 1,000 mAh', 'count', (point) => point.attempts_per_1000_mah),
    better: 'high',
  },
  flash: cost('flash', 'bytes', ({ flash_bytes }) => flash_bytes),
  ram: cost('peak RAM', 'bytes', ({ peak_ram_bytes }) => peak_ram_bytes),
  sram: cost('peak internal RAM', 'bytes', internalPeak),
  macs: cost('multiply-accumulates', 'count', ({ macs }) => macs),
  bom: cost('bill of materials', 'dollars', ({ bom_dollars }) => bom_dollars),
  eer: {
    label: 'EER',
    unit: 'share',
    measured: true,
    of: ({ accuracy }) => accuracy.development?.eer.value ?? null,
  },
  fnmr: atFmr('FNMR', 'share', ({ fnmr }) => fnmr.value),
  'asks-voice': atFmr('asks for the voice', 'share', (_, { asks_voice }) => asks_voice),
  time: atFmr('time to success', 's', (_, { time_to_success_s }) => time_to_success_s),
  attempts: atFmr('attempts', 'count', (_, { attempts }) => attempts),
  waiting: atFmr('waiting per attempt', 's', (_, { waiting_s }) => waiting_s),
  speaking: atFmr('speaking per attempt', 's', (_, { speaking_s }) => speaking_s),
  'locked-out': atFmr('locked out', 'share', (_, { locked_out }) => locked_out),
  'mean-attempt': atFmr('mean length of an attempt', 's', (_, { attempt_s }) => attempt_s),
  'mean-energy': atFmr('mean energy of an attempt', 'mJ', (_, { energy_mj }) => energy_mj),
}

/** Names of all figures; those with an FMR are asked for as `name@FMR`. */
export const figureNames = (): string[] =>
  Object.entries(KINDS).map(([name, { at }]) => (at ? `${name}@FMR` : name))

const FMR = /^(?:fmr)?([\d.]+)(%?)$/

/** The figure called `text`. Throws `unknown-figure` (exit 2). */
export function figureCalled(text: string, { extrapolate = false } = {}): Figure {
  const [name, fmrText] = text.trim().split('@')
  const kind = Object.hasOwn(KINDS, name) ? KINDS[name] : undefined
  const fmr = fmrText === undefined ? STATED_FMRS[0] : fmrOf(fmrText)
  if (kind === undefined || (fmrText !== undefined && !kind.at) || fmr === null) {
    throw new VisemeError({
      code: 'unknown-figure',
      message: `There is no figure ${text}.`,
      next: `Choose of ${figureNames().join(', ')}; FMR is one of ${STATED_FMRS.map((each) => `${100 * each}%`).join(', ')}.`,
      exitCode: 2,
    })
  }
  const { at, of, label, better = 'low', ...rest } = kind
  if (!at) return { ...rest, better, label, name, of: of! }
  return {
    ...rest,
    better,
    name: `${name}@${100 * fmr}%`,
    label: `${label} at FMR ${100 * fmr} %`,
    of({ accuracy, experience }) {
      const place = accuracy.development?.rates.findIndex(({ stated_fmr }) => stated_fmr === fmr) ?? -1
      if (place < 0) return null
      const rates = accuracy.development!.rates[place]
      return rates.refused !== null && !extrapolate ? null : at(rates, experience[place])
    },
  }
}

function fmrOf(text: string): number | null {
  const [, digits, percent] = FMR.exec(text) ?? []
  const value = Number(digits) / (percent ? 100 : 1)
  return STATED_FMRS.find((stated) => Math.abs(stated - value) < 1e-9) ?? null
}

/** A value of a figure, lower always better. */
export const minimised = ({ better, of }: Figure, point: DesignPoint): number | null => {
  const value = of(point)
  return value === null || better === 'low' ? value : -value
}
