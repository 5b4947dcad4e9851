// The comparisons on the wrong side: impostors with the highest scores, genuine ones with the lowest.

import type { SystemScores } from './comparison-table.ts'
import type { DataSample } from './data-set.ts'
import type { SamplePlace, WorstComparison, WorstErrors, WorstSide } from './measurement.ts'

/** The `most` worst of each kind, the worst first. */
export function worstErrors({ table, scores }: SystemScores, most = 10): WorstErrors {
  const side = (index: number): WorstSide => {
    const { person, name, samples } = table.sides[index]
    return { person, name, samples: samples.map(place) }
  }
  const worst = (kind: 'genuine' | 'impostor', worse: (a: number, b: number) => number) =>
    firstRows(scores[kind], most, worse).map((row): WorstComparison => {
      const { enrolled, tested } = table[kind]
      return { score: scores[kind][row], enrolled: side(enrolled[row]), tested: side(tested[row]) }
    })
  return {
    false_accepts: worst('impostor', (a, b) => b - a),
    false_rejects: worst('genuine', (a, b) => a - b),
  }
}

/** Rows of the first scores in that order, in one pass: there may be millions. */
function firstRows(scores: Float64Array, most: number, order: (a: number, b: number) => number): number[] {
  const rows: number[] = []
  for (let row = 0; row < scores.length; row++) {
    if (rows.length === most && order(scores[row], scores[rows[most - 1]]) >= 0) continue
    let at = rows.length
    while (at > 0 && order(scores[row], scores[rows[at - 1]]) < 0) at--
    rows.splice(at, 0, row)
    if (rows.length > most) rows.pop()
  }
  return rows
}

const place = ({ modality, path, start, end, simulated }: DataSample): SamplePlace => ({
  modality,
  path,
  start,
  end,
  simulated: typeof simulated === 'object' ? simulated : null,
})
