// The factors that designs are grouped by: their names, the order of their levels, and what else changes with them (the
// width of a SubNet changes which network it is). Plain data; a level that is new to a list comes after those known.

import type { Factors } from './points.ts'

export type Level = string | number

export type FactorName = Exclude<keyof Factors, 'face_network' | 'voice_network'>

export interface Factor {
  name: FactorName
  title: string
  /** What is not held while this factor changes. */
  moves: readonly (keyof Factors)[]
  /** Levels that are words, from least to most; numbers are ordered by themselves. */
  order: readonly string[]
  /** A level as it is read. */
  read(level: Level): string
}

const word = (level: Level): string => String(level)
const factor = (
  name: FactorName,
  title: string,
  read: Factor['read'] = word,
  order: readonly string[] = [],
  moves: readonly (keyof Factors)[] = [name],
): Factor => ({ name, title, read, order, moves })

const precisions = ['binary', 'int4', 'int8', 'int16x8', 'float32']

export const factors: readonly Factor[] = [
  factor('modality', 'modality', word, ['face', 'voice', 'sum', 'cascade']),
  factor('face_width', 'face width', (level) => `w${level}`, [], ['face_network', 'face_width']),
  factor('face_depth', 'face depth', word, ['shallow', 'deep'], ['face_network', 'face_depth']),
  factor('face_size', 'face input', (level) => `${level} px`, [], ['face_network', 'face_size']),
  factor('face_precision', 'face precision', word, precisions),
  factor('voice_width', 'voice width', (level) => `${level} channels`, [], ['voice_network', 'voice_width']),
  factor(
    'voice_depth',
    'voice depth',
    (level) => `${level} frame layers`,
    [],
    ['voice_network', 'voice_depth'],
  ),
  factor('voice_precision', 'voice precision', word, precisions),
  factor('seconds', 'length of speech', (level) => `${level} s`),
  factor('board', 'board'),
  factor('cpu_mhz', 'CPU clock', (level) => `${level} MHz`),
  factor('flash', 'flash mode', word, ['dio40', 'qio40', 'dio80', 'qio80']),
  factor('psram', 'PSRAM', (level) => (level === 'off' ? 'off' : `${level} MHz`), ['off', '40', '80']),
  factor('arena', 'arena', (level) => `in ${String(level).toUpperCase()}`, ['psram', 'sram']),
  factor('kernels', 'kernels', word, ['reference', 'esp-nn']),
]

export function factorNamed(name: string): Factor {
  const found = factors.find((each) => each.name === name)
  if (found) return found
  throw new RangeError(`There is no factor ${name}: ${factors.map((each) => each.name).join(', ')}.`)
}

/** The levels that occur, from least to most. */
export function levelsOf(all: Iterable<Level | null>, { order }: Factor): Level[] {
  const rank = (level: Level): number => {
    if (typeof level === 'number') return level
    const place = order.indexOf(level)
    return place < 0 ? order.length : place
  }
  return [...new Set(all)]
    .filter((level): level is Level => level !== null)
    .sort((a, b) => rank(a) - rank(b) || String(a).localeCompare(String(b)))
}
