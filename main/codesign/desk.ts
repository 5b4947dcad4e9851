// What the Co-design screen asks of a workshop: the axes, the points of a part of the space as columns, one design with
// everything that is known of it. Points of the last part are kept, so that another FMR needs no other costing.

import { setImmediate } from 'node:timers/promises'
import { VisemeError } from '../errors.ts'
import type { AxisName, Restriction } from './axes.ts'
import { type Columns, columnsOf, type Level, statedFmrs } from './columns.ts'
import { designId, parseDesign } from './design.ts'
import type { DesignPoint } from './points.ts'
import { axesOf, designCount, designsOf, restricted } from './restriction.ts'
import type { Workshop } from './table.ts'

/** Designs that one table may hold; more are searched, not shown. */
export const MOST_DESIGNS = 60_000

export interface Table {
  columns: Columns
  /** FMRs at which there are figures, descending, and the one the columns are of; null where nothing was measured. */
  stated_fmrs: number[]
  stated_fmr: number | null
  /** Why the people do not carry that FMR, so that the figures extrapolate; null where they carry it. */
  extrapolated: string | null
  /** The people of the figures; null where nothing was measured. */
  people: { set: string; chimeric: boolean } | null
  /** Designs with measured accuracy. */
  measured: number
}

export interface Desk {
  /** Levels of each axis, and how many designs the whole space has. */
  axes: Record<AxisName, Level[]>
  designs: number
  count(restriction: Restriction): number
  /** Throws `too-many-designs`, `no-designs` (exit 2). `cancelled` is asked between batches and ends the work. */
  table(
    restriction: Restriction,
    statedFmr: number | null,
    onProgress?: (done: number, total: number) => void,
    cancelled?: () => boolean,
  ): Promise<Table | null>
  /** Throws `bad-design`, `no-such-network`, `unknown-board` (exit 2). */
  point(id: string): DesignPoint
  /** Points of the last table. */
  latest(): Iterable<DesignPoint>
}

/** Between two looks at whether the work is still wanted. */
const BATCH_MS = 40

export function openDesk({
  space,
  candidates,
  pointOf,
}: Pick<Workshop, 'space' | 'candidates' | 'pointOf'>): Desk {
  let kept = new Map<string, DesignPoint>()
  const count = (restriction: Restriction): number => designCount(restricted(space, candidates, restriction))

  return {
    axes: axesOf(space, candidates),
    designs: count({}),
    count,

    async table(restriction, statedFmr, onProgress = () => {}, cancelled = () => false) {
      const part = restricted(space, candidates, restriction)
      const total = designCount(part)
      if (total === 0 || total > MOST_DESIGNS) throw refused(total)
      const points: DesignPoint[] = []
      let began = performance.now()
      onProgress(0, total)
      for (const design of designsOf(part)) {
        points.push(kept.get(designId(design)) ?? pointOf(design))
        if (performance.now() - began < BATCH_MS) continue
        onProgress(points.length, total)
        await setImmediate()
        if (cancelled()) return null
        began = performance.now()
      }
      kept = new Map(points.map((point) => [point.id, point]))
      return tableOf(points, statedFmr)
    },

    latest: () => kept.values(),

    point: (id) => kept.get(id) ?? pointOf(parseDesign(id)),
  }
}

/** The table of points, at the FMR asked for, else at the lowest one that the people carry. */
export function tableOf(points: readonly DesignPoint[], statedFmr: number | null): Table {
  const stated_fmrs = statedFmrs(points)
  const measured = points.filter(({ accuracy }) => accuracy.development !== null)
  const refusalAt = (fmr: number): string | null => {
    for (const { accuracy } of measured) {
      const refused = accuracy.development!.rates.find(({ stated_fmr }) => stated_fmr === fmr)?.refused
      if (refused) return refused
    }
    return null
  }
  const stated_fmr =
    statedFmr !== null && stated_fmrs.includes(statedFmr)
      ? statedFmr
      : (stated_fmrs.findLast((fmr) => refusalAt(fmr) === null) ?? stated_fmrs[0] ?? null)
  const sets = new Set(measured.map(({ accuracy }) => accuracy.development!.set))
  return {
    columns: columnsOf(points, stated_fmr ?? Number.NaN),
    stated_fmrs,
    stated_fmr,
    people:
      measured.length === 0
        ? null
        : {
            set: [...sets].join('; '),
            chimeric: measured.some(({ accuracy }) => accuracy.development!.chimeric),
          },
    measured: measured.length,
    extrapolated: stated_fmr === null ? null : refusalAt(stated_fmr),
  }
}

const refused = (total: number): VisemeError =>
  total === 0
    ? new VisemeError({
        code: 'no-designs',
        message: 'This part of the space has no designs.',
        next: 'Choose at least one level of every axis, and a clock that the board has.',
        exitCode: 2,
      })
    : new VisemeError({
        code: 'too-many-designs',
        message: `This part of the space has ${total.toLocaleString('en')} designs; a table takes ${MOST_DESIGNS.toLocaleString('en')}.`,
        next: 'Choose fewer levels of some axes.',
        exitCode: 2,
      })
