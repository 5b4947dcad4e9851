// Acquired samples and comparisons made up by hand, for tests that count.

import type { Modality } from '../../enrollment-data/records.ts'
import type { Acquired } from '../../main/evaluation/acquire.ts'
import {
  type ComparisonTable,
  type Kind,
  type Side,
  type SystemScores,
  TableBuilder,
} from '../../main/evaluation/comparison-table.ts'
import type { DataSample } from '../../main/evaluation/data-set.ts'
import type { Compare, Presentation } from '../../main/evaluation/protocols/presentation.ts'

/** A sample called `<person>.<session>.<modality><number>`. */
export function sampleOf(
  person: string,
  session: string,
  modality: Modality,
  number = 1,
  more: Partial<DataSample> = {},
): DataSample {
  const name = `${person}.${session}.${modality}${number}`
  return { person, session, modality, name, path: name, start: null, end: null, groups: {}, ...more }
}

/** Acquired with a unit embedding along the axis `axis` of 128. */
export function acquiredOf(sample: DataSample, axis = 0): Acquired {
  const embedding = new Float32Array(128)
  embedding[axis] = 1
  return { sample, embedding, quality: 1 }
}

/** Collects the names of the two sides of every comparison. */
export function noting(): { compare: Compare; pairs: string[]; sides: [Presentation, Presentation][] } {
  const pairs: string[] = []
  const sides: [Presentation, Presentation][] = []
  return {
    pairs,
    sides,
    compare: (enrolled, tested) => {
      pairs.push(`${enrolled.name} ${tested.name}`)
      sides.push([enrolled, tested])
    },
  }
}

export function sideOf(person: string, name = person, more: Partial<Side> = {}): Side {
  return { person, name, samples: [], groups: {}, attack: null, ...more }
}

/** A table of `[enrolled, tested, score]`, the score that of the face. */
export function scoredOf(rows: [enrolled: Side, tested: Side, score: number][]): SystemScores {
  const builder = new TableBuilder<Side>()
  for (const [enrolled, tested, score] of rows) builder.add(enrolled, tested, { face: score })
  const table = builder.table()
  return { table, scores: columnOf(table, 'face') }
}

export function columnOf(table: ComparisonTable, modality: Modality): Record<Kind, Float64Array> {
  return {
    genuine: table.genuine.scores[modality],
    impostor: table.impostor.scores[modality],
    attack: table.attack.scores[modality],
  }
}
