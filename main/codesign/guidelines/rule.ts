// Which designs something holds for, told by the levels of one factor, or of two where one does not tell it: the levels at
// which it holds for most designs. Found by trying all; nothing is assumed of the factors.

import { type Factor, type FactorName, factors, type Level, levelsOf } from '../factors.ts'
import type { DesignPoint } from '../points.ts'
import { listed } from './wording.ts'

export interface Rule {
  factors: readonly Factor[]
  /** The designs it names, in words. */
  text: string
  /** Designs it names, and those of them for which it holds. */
  named: number
  holds: number
  names(point: DesignPoint): boolean
}

/** A second factor has to tell so large a share of the designs better. */
const BETTER = 0.03

interface Cell {
  levels: (Level | null)[]
  yes: number
  no: number
}

interface Tried {
  factors: readonly Factor[]
  /** Those in which it holds for most. */
  cells: Map<string, Cell>
  /** Designs told wrongly. */
  wrong: number
}

/** The rule that is wrong of fewest designs; null where none is better than to say always, or never. */
export function ruleOf(
  points: readonly DesignPoint[],
  holds: (point: DesignPoint) => boolean,
  without: readonly FactorName[],
): Rule | null {
  const usable = factors.filter(({ name }) => name !== 'board' && !without.includes(name))
  const least = (all: (readonly Factor[])[]): Tried =>
    all
      .map((own) => tried(points, holds, own))
      .reduce((best, each) => (each.wrong < best.wrong ? each : best))
  const single = least(usable.map((factor) => [factor]))
  const pair = least(usable.flatMap((one, at) => usable.slice(at + 1).map((other) => [one, other])))
  const { factors: own, cells, wrong } = single.wrong - pair.wrong > BETTER * points.length ? pair : single
  const all = points.filter(holds).length
  if (cells.size === 0 || wrong >= Math.min(all, points.length - all)) return null
  const names = (point: DesignPoint): boolean => cells.has(keyOf(own, point))
  const named = points.filter(names)
  return {
    factors: own,
    text: textOf(own, [...cells.values()]),
    named: named.length,
    holds: named.filter(holds).length,
    names,
  }
}

function tried(
  points: readonly DesignPoint[],
  holds: (point: DesignPoint) => boolean,
  own: readonly Factor[],
): Tried {
  const all = new Map<string, Cell>()
  for (const point of points) {
    const key = keyOf(own, point)
    const cell = all.get(key) ?? { levels: own.map(({ name }) => point.factors[name]), yes: 0, no: 0 }
    if (holds(point)) cell.yes++
    else cell.no++
    all.set(key, cell)
  }
  return {
    factors: own,
    cells: new Map([...all].filter(([, { yes, no }]) => yes > no)),
    wrong: [...all.values()].reduce((sum, { yes, no }) => sum + Math.min(yes, no), 0),
  }
}

const keyOf = (own: readonly Factor[], { factors: of }: DesignPoint): string =>
  own.map(({ name }) => of[name]).join(' ')

/** `face precision float32`; of two factors `face precision float32 and CPU clock 80 MHz or 160 MHz`. */
function textOf([one, other]: readonly Factor[], cells: readonly Cell[]): string {
  if (other === undefined)
    return levelsText(
      one,
      cells.map(({ levels }) => levels[0]),
    )
  const byFirst = new Map<Level | null, (Level | null)[]>()
  for (const { levels } of cells) byFirst.set(levels[0], [...(byFirst.get(levels[0]) ?? []), levels[1]])
  const alike = new Map<string, (Level | null)[]>()
  for (const [level, others] of byFirst) {
    const text = levelsText(other, others)
    alike.set(text, [...(alike.get(text) ?? []), level])
  }
  return listed(
    [...alike].map(([text, levels]) => `${levelsText(one, levels)} and ${text}`),
    'or',
  )
}

function levelsText(factor: Factor, levels: readonly (Level | null)[]): string {
  const known = levelsOf(levels, factor).map(factor.read)
  if (known.length === 0) return `no ${factor.title}`
  return `${factor.title} ${listed([...known, ...(levels.includes(null) ? ['none'] : [])], 'or')}`
}
