// Which parameters each comparison is judged with: the same for all where they come from other people than those
// measured, or, cross-validated, those fitted on everybody but the groups of its two people.

import type { Modality } from '../../enrollment-data/records.ts'
import type { Fusion } from '../authentication/fusion.ts'
import {
  type ComparisonRows,
  type ComparisonTable,
  type Side,
  selectRows,
  type TableScores,
} from './comparison-table.ts'
import type { CalibrationUsed } from './document.ts'
import {
  type FusionParameters,
  fitParameters,
  type SystemTables,
  shippedParameters,
} from './fusion-parameters.ts'
import { drawWithoutReplacement, seededIntegers } from './random.ts'
import { perSystem, type SystemName } from './systems.ts'

export interface Calibrator {
  used: CalibrationUsed
  /** The parameters for each row of a table. */
  parametersOf(table: ComparisonTable): (rows: ComparisonRows, row: number) => FusionParameters
  /** Every set of parameters in use. */
  all: FusionParameters[]
  /** How many comparisons of development people fixed the thresholds; null where that differs from fold to fold. */
  fitted: Record<SystemName, { genuine: number; impostor: number }> | null
}

/** The same parameters for every comparison. */
function fixed(
  parameters: FusionParameters,
  used: Omit<CalibrationUsed, 'lines' | 'weights'>,
  fitted: Calibrator['fitted'],
): Calibrator {
  const { lines, weights } = parameters
  return {
    used: { ...used, lines, weights },
    all: [parameters],
    fitted,
    parametersOf: () => () => parameters,
  }
}

/** The calibration of models/fusion.json. */
export function shippedCalibrator(fusion: Fusion): Calibrator {
  const { face, voice } = fusion.fitted
  const used = {
    source: 'shipped' as const,
    data: `models/fusion.json, fitted on ${face.name} and ${voice.name}`,
    people: { face: face.people, voice: voice.people },
  }
  return fixed(shippedParameters(fusion), used, { face, voice, fused: fusion.fitted.chimeric })
}

/** A calibration fitted on the comparisons of development people, named `data`. */
export function developmentCalibrator(tables: SystemTables, data: string): Calibrator {
  const used = {
    source: 'development' as const,
    data,
    people: { face: peopleOf([tables.face]).length, voice: peopleOf([tables.voice]).length },
  }
  const count = (table: ComparisonTable | null) => ({
    genuine: table?.genuine.enrolled.length ?? 0,
    impostor: table?.impostor.enrolled.length ?? 0,
  })
  return fixed(
    fitParameters(tables),
    used,
    perSystem((name) => count(tables[name])),
  )
}

const FOLDS = 5

/**
 * Calibrations cross-validated over people: everybody is put into one of five groups, and a comparison is judged with
 * parameters fitted on the comparisons among all people outside the groups of both its people. Null where fewer than
 * five people, or a fit without genuine or impostor comparisons, make that impossible.
 */
export function crossValidatedCalibrator(tables: SystemTables, seed: number): Calibrator | null {
  const people = peopleOf(Object.values(tables))
  if (people.length < FOLDS) return null
  const order = drawWithoutReplacement(seededIntegers(seed), people.length, people.length)
  const foldOf = new Map(order.map((person, place) => [people[person], place % FOLDS]))
  const fits = fitsOnOthers(foldOf, FOLDS, (outside) => {
    const without = (table: ComparisonTable | null) => table && rowsAmong(table, outside)
    return fitParameters({
      face: without(tables.face),
      voice: without(tables.voice),
      fused: without(tables.fused),
    })
  })
  const all = fits.flatMap((row, a) => row.slice(a))
  const says = (modality: Modality) => !tables[modality] || all.every(({ lines }) => lines[modality])
  if (!says('face') || !says('voice')) return null
  return {
    used: {
      source: 'cross-validated',
      data: `${FOLDS} groups of the people measured, drawn with seed ${seed}: each comparison judged by a fit on the others`,
      lines: { face: null, voice: null },
      weights: null,
      people: { face: peopleOf([tables.face]).length, voice: peopleOf([tables.voice]).length },
    },
    all,
    fitted: null,
    parametersOf: (table) => {
      const folds = Uint8Array.from(table.sides, ({ person }) => foldOf.get(person)!)
      return (rows, row) => fits[folds[rows.enrolled[row]]][folds[rows.tested[row]]]
    },
  }
}

/** What comparisons between the groups a and b are judged by, at [a][b]: fitted on everybody `outside` both. */
export function fitsOnOthers<T>(
  groupOf: ReadonlyMap<string, number>,
  groups: number,
  fit: (outside: (side: Side) => boolean) => T,
): T[][] {
  const fits: T[][] = Array.from({ length: groups }, () => [])
  for (let a = 0; a < groups; a++) {
    for (let b = a; b < groups; b++) {
      const fitted = fit(({ person }) => groupOf.get(person) !== a && groupOf.get(person) !== b)
      fits[a][b] = fitted
      fits[b][a] = fitted
    }
  }
  return fits
}

const NO_SCORES: TableScores = {
  genuine: new Float64Array(),
  impostor: new Float64Array(),
  attack: new Float64Array(),
}

/** The comparisons among the sides that belong. */
export function rowsAmong(table: ComparisonTable, belongs: (side: Side) => boolean): ComparisonTable {
  return selectRows({ table, scores: NO_SCORES }, (enrolled, tested) => belongs(enrolled) && belongs(tested))
    .table
}

/** Names of all people of the tables, in order of appearance. */
function peopleOf(tables: (ComparisonTable | null)[]): string[] {
  return [...new Set(tables.flatMap((table) => table?.sides.map(({ person }) => person) ?? []))]
}
