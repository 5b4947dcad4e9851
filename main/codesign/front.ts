// The front of a table over chosen figures under constraints, and, where nothing meets them, why: the design that comes
// nearest, what it misses and by how much, which single change of it would help most, and how far each constraint alone
// would have to give.

import { type Constraint, meets, missedBy } from './constraints.ts'
import { type Figure, minimised } from './figures.ts'
import { paretoFront } from './pareto.ts'
import type { DesignPoint } from './points.ts'

export interface Front {
  /** In the order of the first objective. */
  points: DesignPoint[]
  /** Designs that fit, of which all objectives are known, and that meet the constraints. */
  feasible: number
  /** Null where something is feasible. */
  nearest: NearestMiss | null
}

export interface Miss {
  constraint: string
  /** The figure's value; null where it is not known, or for a level of a factor. */
  value: number | null
  /** Share of the limit by which it is missed; 1 for another level. */
  by: number
}

export interface NearestMiss {
  point: DesignPoint
  misses: Miss[]
  /** The change of one axis after which least is missed; null where none helps. */
  change: { axis: string; from: string; to: string; id: string; misses: Miss[] } | null
  /** For each constraint, the value at which a design meets all others; null where none does. */
  relaxed: { constraint: string; value: number; id: string }[]
}

/** What does not fit cannot be built, and what is not known of a design cannot be held against others. */
const isCandidate = (point: DesignPoint, asked: readonly Figure[]): boolean =>
  point.fits && asked.every((figure) => figure.of(point) !== null)

export function frontOf(
  table: Iterable<DesignPoint>,
  objectives: readonly Figure[],
  constraints: readonly Constraint[] = [],
): Front {
  const asked = [...objectives, ...constraints.flatMap((each) => ('figure' in each ? [each.figure] : []))]
  const candidates: DesignPoint[] = []
  for (const point of table) if (isCandidate(point, asked)) candidates.push(point)
  const feasible = candidates.filter((point) => constraints.every((constraint) => meets(constraint, point)))
  const values = feasible.map((point) => objectives.map((figure) => minimised(figure, point)!))
  return {
    points: paretoFront(values).map((at) => feasible[at]),
    feasible: feasible.length,
    nearest: feasible.length > 0 || candidates.length === 0 ? null : nearestMiss(candidates, constraints),
  }
}

const missesOf = (point: DesignPoint, constraints: readonly Constraint[]): Miss[] =>
  constraints
    .filter((constraint) => !meets(constraint, point))
    .map((constraint) => ({
      constraint: constraint.text,
      value: 'factor' in constraint ? null : constraint.figure.of(point),
      by: missedBy(constraint, point),
    }))

const totalOf = (misses: readonly Miss[]): number => misses.reduce((sum, { by }) => sum + by, 0)

/** The design that misses least, shares of the limits added; of equal ones the first. */
export function nearestMiss(
  candidates: readonly DesignPoint[],
  constraints: readonly Constraint[],
): NearestMiss {
  const measured = candidates.map((point) => ({ point, misses: missesOf(point, constraints) }))
  const nearest = measured.reduce((a, b) => (totalOf(b.misses) < totalOf(a.misses) ? b : a))
  return { ...nearest, change: bestChange(nearest, measured), relaxed: relaxations(candidates, constraints) }
}

/** Of the designs that differ from the nearest one in one axis, the one that misses least of what it misses most. */
function bestChange(
  nearest: { point: DesignPoint; misses: Miss[] },
  all: readonly { point: DesignPoint; misses: Miss[] }[],
): NearestMiss['change'] {
  const worst = nearest.misses.reduce((a, b) => (b.by > a.by ? b : a))
  const missOf = (misses: readonly Miss[]): number =>
    misses.find(({ constraint }) => constraint === worst.constraint)?.by ?? 0
  let best: NearestMiss['change'] = null
  let least = worst.by
  for (const { point, misses } of all) {
    const axis = onlyDifference(nearest.point, point)
    if (axis === null || missOf(misses) >= least) continue
    least = missOf(misses)
    best = { ...axis, id: point.id, misses }
  }
  return best
}

/** What a design is put together of, as text. */
export function axesOf({ design }: Pick<DesignPoint, 'design'>): Record<string, string> {
  const { modality, face, voice, board, cpuMhz, flash, psram, arena, kernels } = design
  return {
    modality,
    'face network': face?.network ?? 'none',
    'face precision': face?.precision ?? 'none',
    'voice network': voice?.network ?? 'none',
    'voice precision': voice?.precision ?? 'none',
    'seconds of speech': String(voice?.seconds ?? 0),
    board,
    'CPU clock': `${cpuMhz} MHz`,
    flash,
    PSRAM: psram,
    arena,
    kernels,
  }
}

/** The one axis in which two designs differ; the parts of a modality that one of them has not go with the modality. */
export function onlyDifference(
  from: Pick<DesignPoint, 'design'>,
  to: Pick<DesignPoint, 'design'>,
): { axis: string; from: string; to: string } | null {
  const [own, other] = [axesOf(from), axesOf(to)]
  const differs = Object.keys(own).filter((axis) => own[axis] !== other[axis])
  const real = differs.filter(
    (axis) =>
      !differs.includes('modality') ||
      (own[axis] !== 'none' && other[axis] !== 'none' && axis !== 'seconds of speech'),
  )
  return real.length === 1 ? { axis: real[0], from: own[real[0]], to: other[real[0]] } : null
}

/** How far each bound alone would have to give. */
function relaxations(
  candidates: readonly DesignPoint[],
  constraints: readonly Constraint[],
): NearestMiss['relaxed'] {
  return constraints.flatMap((constraint) => {
    if ('factor' in constraint) return []
    const others = constraints.filter((other) => other !== constraint)
    const { figure, relation } = constraint
    const lower = relation === '<' || relation === '<='
    let best: { value: number; id: string } | null = null
    for (const point of candidates) {
      const value = figure.of(point)
      if (value === null || (best !== null && (lower ? value >= best.value : value <= best.value))) continue
      if (others.every((other) => meets(other, point))) best = { value, id: point.id }
    }
    return best === null ? [] : [{ constraint: constraint.text, ...best }]
  })
}
