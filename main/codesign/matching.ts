// Designs that are equal in everything but one or two factors: what is compared to see what a factor does. A design with
// one modality alone is matched with every design that adds the other.

import type { Factor, Level } from './factors.ts'
import { levelsOf } from './factors.ts'
import type { DesignPoint, Factors } from './points.ts'

/** Points by cell: index of the first factor's level times the number of the second's, plus the second's index. */
export type MatchedSet = readonly DesignPoint[]

export interface Matched {
  /** Levels of each factor for which there are cells, from least to most. */
  levels: Level[][]
  /** Sets that fill every cell. */
  sets: MatchedSet[]
}

const FACE: readonly (keyof Factors)[] = [
  'face_network',
  'face_width',
  'face_depth',
  'face_size',
  'face_precision',
]
const VOICE: readonly (keyof Factors)[] = [
  'voice_network',
  'voice_width',
  'voice_depth',
  'voice_precision',
  'seconds',
]
const BOARD: readonly (keyof Factors)[] = ['board', 'cpu_mhz', 'flash', 'psram', 'arena', 'kernels']

/**
 * Sets of points that differ in the given factors alone, one point in every cell. Levels that leave a cell without any
 * point are left out, those with most such cells first; of designs that no factor tells apart the first is taken.
 */
export function matchedSets(points: readonly DesignPoint[], chosen: readonly Factor[]): Matched {
  const candidates = chosen.map((factor) =>
    levelsOf(
      points.map(({ factors }) => factors[factor.name]),
      factor,
    ),
  )
  const partial = partialSets(points, chosen, candidates)
  const levels = filledLevels(candidates, partial)
  if (levels.some((each) => each.length < 2)) return { levels, sets: [] }
  const cells = cellsOf(levels)
  const sets: MatchedSet[] = []
  for (const set of partial) {
    const filled = cells.map((cell) => set.get(cell))
    if (filled.every((point) => point !== undefined)) sets.push(filled as DesignPoint[])
  }
  return { levels, sets }
}

const cellName = (levels: readonly (Level | null)[]): string => levels.join(' ')

function cellsOf(levels: readonly Level[][]): string[] {
  return levels
    .reduce<Level[][]>((all, own) => all.flatMap((each) => own.map((level) => [...each, level])), [[]])
    .map(cellName)
}

/** Points by cell, for every combination of what is held. */
function partialSets(
  points: readonly DesignPoint[],
  chosen: readonly Factor[],
  levels: readonly Level[][],
): Map<string, DesignPoint>[] {
  const moved = new Set(chosen.flatMap(({ moves }) => moves))
  const held = (fields: readonly (keyof Factors)[]) => {
    const kept = fields.filter((field) => !moved.has(field))
    return ({ factors }: DesignPoint): string => kept.map((field) => factors[field]).join(' ')
  }
  const [face, voice, board] = [held(FACE), held(VOICE), held(BOARD)]
  const sets = new Map<string, Map<string, DesignPoint>>()
  const alone = { face: new Map<string, DesignPoint[]>(), voice: new Map<string, DesignPoint[]>() }
  const whole = new Map<string, DesignPoint>()
  for (const point of points) {
    const own = point.factors.modality
    if (moved.has('modality') && (own === 'face' || own === 'voice')) {
      const key = `${own === 'face' ? face(point) : voice(point)}/${board(point)}`
      alone[own].set(key, [...(alone[own].get(key) ?? []), point])
      continue
    }
    const key = `${moved.has('modality') ? '' : own}/${face(point)}/${voice(point)}/${board(point)}`
    const set = sets.get(key) ?? new Map<string, DesignPoint>()
    sets.set(key, set)
    if (!whole.has(key)) whole.set(key, point)
    const cell = cellName(chosen.map(({ name }) => point.factors[name]))
    if (!set.has(cell)) set.set(cell, point)
  }
  for (const [key, point] of whole) {
    for (const single of [
      ...(alone.face.get(`${face(point)}/${board(point)}`) ?? []),
      ...(alone.voice.get(`${voice(point)}/${board(point)}`) ?? []),
    ]) {
      for (const cell of cellsOf(
        // A face alone has no seconds of speech: it is the same at all of them.
        chosen.map(({ name }, at) => (single.factors[name] === null ? levels[at] : [single.factors[name]!])),
      )) {
        const set = sets.get(key)!
        if (!set.has(cell)) set.set(cell, single)
      }
    }
  }
  return [...sets.values()]
}

/** The levels without those that some cell of the others has no point for. */
function filledLevels(
  candidates: readonly Level[][],
  sets: readonly ReadonlyMap<string, DesignPoint>[],
): Level[][] {
  const filled = new Set(sets.flatMap((set) => [...set.keys()]))
  const levels = candidates.map((each) => [...each])
  if (levels.length < 2) return levels.map((each) => each.filter((level) => filled.has(cellName([level]))))
  const [a, b] = levels
  while (a.length > 0 && b.length > 0) {
    const emptyOf = (pairs: [Level, Level][]) => pairs.filter((pair) => !filled.has(cellName(pair))).length
    const shareA = a.map((one) => emptyOf(b.map((other): [Level, Level] => [one, other])) / b.length)
    const shareB = b.map((one) => emptyOf(a.map((other): [Level, Level] => [other, one])) / a.length)
    const worst = Math.max(...shareA, ...shareB)
    if (worst === 0) break
    if (shareA.includes(worst)) a.splice(shareA.indexOf(worst), 1)
    else b.splice(shareB.indexOf(worst), 1)
  }
  return [a, b]
}
