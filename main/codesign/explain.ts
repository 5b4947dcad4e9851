// Everything about one design: its figures with where each comes from, and whether another design beats it.

import type { AccuracyRecord } from './accuracy.ts'
import { billOf, type Price } from './bill.ts'
import type { Figure } from './figures.ts'
import { minimised } from './figures.ts'
import { axesOf } from './front.ts'
import { dominates } from './pareto.ts'
import type { DesignPoint } from './points.ts'
import type { Workshop } from './table.ts'

export interface Explanation {
  point: DesignPoint
  /** The parts of its bill, with dates and sources. */
  bill: readonly Price[]
  /** Networks by SHA-256 of their .tflite. */
  networks: { part: 'face' | 'voice'; name: string; precision: string; sha256: string }[]
  /** Where figures come from, by what they are called. */
  sources: Record<string, string>
  front: Standing
}

/** How a design stands among others over chosen objectives. */
export interface Standing {
  objectives: string[]
  compared: number
  on_front: boolean
  /** Why it is not on the front, or that nothing beats it. */
  reason: string
  /** Designs that are as good in every objective and better in one. */
  dominated_by: number
  /** Of those the one with the fewest changes. */
  nearest: {
    id: string
    changes: { axis: string; from: string; to: string }[]
    objectives: Record<string, number>
  } | null
}

/** How `point` stands among the designs of `table` that fit. */
export function standingOf(
  point: DesignPoint,
  table: Iterable<DesignPoint>,
  objectives: readonly Figure[],
): Standing {
  const own = objectives.map((figure) => minimised(figure, point))
  const names = objectives.map(({ name }) => name)
  const unknown = objectives.filter((_, at) => own[at] === null).map(({ label }) => label)
  const outside = (reason: string): Standing => ({
    objectives: names,
    compared: 0,
    on_front: false,
    reason,
    dominated_by: 0,
    nearest: null,
  })
  if (!point.fits)
    return outside(`It does not fit: ${point.problems.map(({ message }) => message).join(' ')}`)
  if (unknown.length > 0) return outside(`Not measured, or not carried by the people: ${unknown.join(', ')}.`)
  let compared = 0
  let count = 0
  let nearest: { point: DesignPoint; changes: ReturnType<typeof changesOf> } | null = null
  for (const other of table) {
    const values = objectives.map((figure) => minimised(figure, other))
    if (!other.fits || values.some((value) => value === null)) continue
    compared++
    if (!dominates(values as number[], own as number[])) continue
    count++
    const changes = changesOf(point, other)
    if (nearest === null || changes.length < nearest.changes.length) nearest = { point: other, changes }
  }
  return {
    objectives: names,
    compared,
    on_front: count === 0,
    reason:
      count === 0
        ? 'No design of those compared is as good in every objective and better in one.'
        : `${count} of ${compared} designs are as good in every objective and better in one.`,
    dominated_by: count,
    nearest: nearest && {
      id: nearest.point.id,
      changes: nearest.changes,
      objectives: Object.fromEntries(objectives.map((figure) => [figure.name, figure.of(nearest.point)!])),
    },
  }
}

function changesOf(from: DesignPoint, to: DesignPoint): { axis: string; from: string; to: string }[] {
  const [own, other] = [axesOf(from), axesOf(to)]
  return Object.keys(own)
    .filter((axis) => own[axis] !== other[axis])
    .map((axis) => ({ axis, from: own[axis], to: other[axis] }))
}

/** Its bounds are set at each FMR: between them there is no curve. */
const CASCADE =
  '; its bounds follow from thresholds of the face and the sum, so that its own FMR can be above the stated one; EER with the face bounds of the lowest FMR'

/** Explains a design of the workshop; `measured` tells how its error rates were found. */
export function explanationOf(
  { prices, candidates, space }: Workshop,
  point: DesignPoint,
  measured: Pick<AccuracyRecord, 'command' | 'date'> | null,
  front: Standing,
): Explanation {
  const { design, accuracy } = point
  const networks = (['face', 'voice'] as const).flatMap((part) => {
    const chosen = design[part]
    const found = candidates[part].find(
      ({ name, precision }) => name === chosen?.network && precision === chosen.precision,
    )
    return found ? [{ part, name: found.name, precision: found.precision, sha256: found.sha256 }] : []
  })
  const rates = accuracy.development
    ? `${measured?.command} of ${measured?.date}: thresholds on ${accuracy.development.set}${
        accuracy.development.chimeric ? ' (chimeric: face and voice of different people)' : ''
      }${design.modality === 'cascade' ? CASCADE : ''}${accuracy.test ? `; only reported on ${accuracy.test.set}` : ''}`
    : 'not measured for exactly these networks'
  return {
    point,
    bill: billOf(prices, design),
    networks,
    sources: {
      fits: 'all networks placed together on the emulated board: flash image, heap regions, stacks, buffers of an attempt',
      'latency, attempt': `the chains replayed on both cores of the board's clock; looking takes ${space.lookingSeconds} s (assumed), speaking what the design asks for`,
      energy:
        'currents of the board file over the busy and idle time of an attempt, the sensors of the design on for all of it, of a cascade with the voice asked for',
      'bill of materials': 'the price table; what is assumed there says so',
      'error rates': rates,
      'user experience':
        'reject rate of each development person, attempts alike, until acceptance or lock-out; of a face alone from few attempts of each person, with a voice averaged over the faces it is paired with: not to be compared between the two',
    },
    front,
  }
}
