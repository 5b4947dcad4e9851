// Figures as guidelines write them, and what one does to a design, by factor.

import type { FactorName, Level } from '../factors.ts'
import type { ResponseName } from '../responses.ts'

export const percent = (rate: number): string => `${(100 * rate).toFixed(1)} %`
export const points = (rate: number): string => `${(100 * rate).toFixed(1)} points`

/** A share that something changed by: +12 %. */
export const relative = (ratio: number): string => {
  const change = 100 * (ratio - 1)
  const digits = Math.abs(change) < 10 ? 1 : 0
  return `${change >= 0 ? '+' : '-'}${Math.abs(change).toFixed(digits)} %`
}

const AMOUNTS: Partial<Record<ResponseName, (value: number) => string>> = {
  latency_ms: (value) => `${value.toFixed(0)} ms`,
  attempt_ms: (value) => `${(value / 1000).toFixed(1)} s`,
  energy_mj: (value) => `${value.toFixed(0)} mJ`,
  flash_bytes: (value) => `${(value / 1024).toFixed(0)} KB of flash`,
  internal_ram_bytes: (value) => `${(value / 1024).toFixed(0)} KB of RAM`,
  time_to_success_s: (value) => `${value.toFixed(1)} s`,
  bom_dollars: (value) => `${value.toFixed(0)} dollars`,
}

/** An amount of a response with its unit. */
export const amount = (response: ResponseName, value: number): string => (AMOUNTS[response] ?? String)(value)

export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

/** a; a and b; a, b and c. */
export const listed = (items: readonly string[], last = 'and'): string =>
  items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} ${last} ${items.at(-1)}`

type StepFactor = Exclude<FactorName, 'modality' | 'board'>

interface Words {
  /** What one does to go from one level up to another. */
  up(from: Level, to: Level): string
  /** What one does to go down, and the same as a noun. */
  down: string
  downing: string
}

export const words: Partial<Record<StepFactor, Words>> = {
  face_width: {
    up: (from, to) => `widen the face network from w${from} to w${to}`,
    down: 'narrow the face network',
    downing: 'narrowing it',
  },
  face_depth: {
    up: (from, to) => `take the ${to} face network rather than the ${from} one`,
    down: 'take the shallow face network',
    downing: 'taking the shallow one',
  },
  face_size: {
    up: (from, to) => `give the face network ${to} pixels rather than ${from}`,
    down: 'lower the input size of the face network',
    downing: 'lowering its input size',
  },
  face_precision: {
    up: (from, to) => `take ${to} rather than ${from} for the face network`,
    down: 'take int4 weights for the face network',
    downing: 'taking int4 weights',
  },
  voice_width: {
    up: (from, to) => `widen the voice network from ${from} to ${to} channels`,
    down: 'narrow the voice network',
    downing: 'narrowing it',
  },
  voice_depth: {
    up: (from, to) => `deepen the voice network from ${from} to ${to} frame layers`,
    down: 'take fewer frame layers in the voice network',
    downing: 'taking fewer',
  },
  voice_precision: {
    up: (from, to) => `take ${to} rather than ${from} for the voice network`,
    down: 'take int4 weights for the voice network',
    downing: 'taking int4 weights',
  },
  seconds: {
    up: (from, to) => `ask for ${to} s of speech rather than ${from} s`,
    down: 'ask for less speech',
    downing: 'asking for less speech',
  },
}
