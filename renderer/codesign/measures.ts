// How measures are told: which way is better, how a figure and a difference are written, what a field takes.

import type { Measure } from '../../main/codesign/columns.ts'
import { bytes } from '../components/format.ts'

export const better: Record<Measure, 'lower' | 'higher'> = {
  fnmr: 'lower',
  eer: 'lower',
  latency_ms: 'lower',
  attempt_ms: 'lower',
  time_to_success_s: 'lower',
  attempts: 'lower',
  asks_voice: 'lower',
  energy_mj: 'lower',
  attempts_per_1000_mah: 'higher',
  bom_dollars: 'lower',
  peak_ram_bytes: 'lower',
  flash_bytes: 'lower',
  macs: 'lower',
}

/** The unit of fields and axes, and how much of the point's unit it is. */
const units: Record<Measure, { unit: string; factor: number }> = {
  fnmr: { unit: '%', factor: 0.01 },
  eer: { unit: '%', factor: 0.01 },
  latency_ms: { unit: 's', factor: 1000 },
  attempt_ms: { unit: 's', factor: 1000 },
  time_to_success_s: { unit: 's', factor: 1 },
  attempts: { unit: '', factor: 1 },
  asks_voice: { unit: '%', factor: 0.01 },
  energy_mj: { unit: 'mJ', factor: 1 },
  attempts_per_1000_mah: { unit: '', factor: 1 },
  bom_dollars: { unit: '$', factor: 1 },
  peak_ram_bytes: { unit: 'KiB', factor: 1024 },
  flash_bytes: { unit: 'KiB', factor: 1024 },
  macs: { unit: 'MMAC', factor: 1e6 },
}

export const unitOf = (measure: Measure): string => units[measure].unit

/** A value of a point as its field and axis have it, and back. */
export const toField = (measure: Measure, value: number): number => value / units[measure].factor
export const fromField = (measure: Measure, value: number): number => value * units[measure].factor

/** A figure with its unit: "1.23 s", "4.1 %", "312 KiB". */
export function figure(measure: Measure, value: number): string {
  if (measure.endsWith('_bytes')) return bytes(Math.round(value))
  const unit = unitOf(measure)
  return `${digits(toField(measure, value))}${unit && ` ${unit}`}`
}

/** Three figures that matter, two below a tenth; whole numbers from 100 on. */
export function digits(value: number): string {
  if (value === 0) return '0'
  const size = Math.abs(value)
  if (size >= 1000) return Math.round(value).toLocaleString('en')
  if (size < 0.1) return String(Number(value.toPrecision(2)))
  return value.toFixed(size >= 100 ? 0 : size >= 10 ? 1 : 2)
}

/** A stated rate: "0.1 %". */
export const percentOf = (rate: number): string => `${Number((100 * rate).toPrecision(3))} %`

/** A figure and its interval: "4.1 % (3.2–5.4)". */
export function withInterval(measure: Measure, value: number, low: number, high: number): string {
  const bound = (each: number) => digits(toField(measure, each))
  return Number.isNaN(low)
    ? figure(measure, value)
    : `${figure(measure, value)} (${bound(low)}–${bound(high)})`
}

/** A signed difference: "−0.31 s". */
export function difference(measure: Measure, change: number): string {
  const unit = unitOf(measure) === '%' ? 'points' : unitOf(measure)
  const sign = change > 0 ? '+' : change < 0 ? '−' : ''
  return `${sign}${digits(Math.abs(toField(measure, change)))}${unit && ` ${unit}`}`
}
