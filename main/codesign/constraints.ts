// Constraints such as "latency<2s, bom<25, fnmr@0.1%<10%, modality=face": bounds on figures, levels of factors. Where
// nothing meets them all, what comes nearest and what would have to give.

import { VisemeError } from '../errors.ts'
import { factorNames, type Level } from './columns.ts'
import { type Figure, figureCalled, type Unit } from './figures.ts'
import type { DesignPoint, Factors } from './points.ts'

export type Constraint =
  | { text: string; figure: Figure; relation: '<' | '<=' | '>' | '>='; limit: number }
  | { text: string; factor: keyof Factors; level: string }

const BOUND = /^([\w-]+(?:@[\w.%]+)?)\s*(<=|>=|<|>)\s*\$?([\d.]+)\s*([a-zA-Z%]*)$/
const LEVEL = /^([\w-]+)\s*=\s*([\w.-]+)$/

/** What a written number is in the figure's own unit. */
const SCALES: Record<Unit, Record<string, number>> = {
  ms: { '': 1, ms: 1, s: 1000 },
  s: { '': 1, s: 1, ms: 1e-3, min: 60 },
  bytes: { '': 1, B: 1, KB: 1000, KiB: 1024, MB: 1e6, MiB: 1024 ** 2 },
  mJ: { '': 1, mJ: 1, J: 1000 },
  dollars: { '': 1, dollars: 1 },
  share: { '': 1, '%': 0.01 },
  count: { '': 1, k: 1e3, M: 1e6 },
}

/** The factor of a written name: `face-width` as `face_width`, `cpu` as `cpu_mhz`. */
function factorCalled(text: string): keyof Factors | undefined {
  const name = text.replaceAll('-', '_')
  return factorNames.find((factor) => factor === name || factor === `${name}_mhz`)
}

/** Reads a list. Throws `bad-constraint`, `unknown-figure` (exit 2). */
export function parseConstraints(text: string, options: { extrapolate?: boolean } = {}): Constraint[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map((part) => {
      const bound = BOUND.exec(part)
      if (bound) {
        const [, name, relation, number, unit] = bound
        const figure = figureCalled(name, options)
        const scale = SCALES[figure.unit][unit]
        if (scale === undefined || Number.isNaN(Number(number))) throw refused(part, figure)
        const limit = Number(number) * scale
        return { text: part, figure, relation: relation as '<', limit }
      }
      const [, name, level] = LEVEL.exec(part) ?? []
      const factor = name && factorCalled(name)
      if (!factor) throw refused(part)
      return { text: part, factor, level }
    })
}

function refused(part: string, figure?: Figure): VisemeError {
  const units = figure && Object.keys(SCALES[figure.unit]).filter((unit) => unit !== '')
  return new VisemeError({
    code: 'bad-constraint',
    message: `${part} is no constraint.`,
    next: units?.length
      ? `Give ${figure!.name} in ${units.join(', ')}.`
      : 'Write e.g. "latency<2s, bom<25, fnmr@10%<1%, board=esp-eye".',
    exitCode: 2,
  })
}

/** Throws `unknown-level` (exit 2) where a constraint asks for a level that no design of the space has. */
export function checkLevels(
  constraints: readonly Constraint[],
  levels: Readonly<Record<keyof Factors, readonly Level[]>>,
): void {
  for (const constraint of constraints) {
    if (!('factor' in constraint)) continue
    const { text, factor, level } = constraint
    const known = levels[factor].map(String)
    if (known.includes(level)) continue
    throw new VisemeError({
      code: 'unknown-level',
      message: `${text}: no design of the space has ${factor} ${level}.`,
      next: `Choose of ${known.join(', ')}.`,
      exitCode: 2,
    })
  }
}

/** Whether a point meets a constraint; what is not known does not. */
export function meets(constraint: Constraint, point: DesignPoint): boolean {
  if ('factor' in constraint) return String(point.factors[constraint.factor]) === constraint.level
  const value = constraint.figure.of(point)
  if (value === null) return false
  const { relation, limit } = constraint
  if (relation === '<') return value < limit
  if (relation === '<=') return value <= limit
  return relation === '>' ? value > limit : value >= limit
}

/** By what share of its limit a point misses a constraint; 0 where it meets it, 1 for another level or an unknown value. */
export function missedBy(constraint: Constraint, point: DesignPoint): number {
  if (meets(constraint, point)) return 0
  if ('factor' in constraint) return 1
  const value = constraint.figure.of(point)
  if (value === null) return 1
  return Math.abs(value - constraint.limit) / Math.max(Math.abs(constraint.limit), Number.MIN_VALUE)
}
