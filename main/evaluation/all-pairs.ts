// All pairs of a large set of embeddings, as an error curve, in memory that does not grow with the number of pairs: dot
// products tile by tile, counted in the bins of two histograms.
//
// The thresholds of the curve are the lower edges of the bins; a score is at or above an edge exactly where its bin is,
// so that the counts at every threshold are those of exact scores. Only thresholds between edges are not told: a
// threshold that exact scores would give, and the rates there, lie between those of two neighbouring edges.

import { VisemeError } from '../errors.ts'
import type { ErrorCurve } from './error-curve.ts'
import { HALF, pairHistograms } from './pair-histograms.ts'

export interface Embeddings {
  /** Rows of `dimensions` numbers: of unit norm as Float32, or 127 times that, rounded, as Int8. */
  values: Float32Array | Int8Array
  dimensions: number
  /** The person of each row, as a number. */
  people: Uint32Array
}

export interface AllPairs {
  curve: ErrorCurve
  /** Distance of neighbouring thresholds where bins are neighbours, in units of the cosine. */
  resolution: number
  embeddings: number
  people: number
}

/** One dot product of Int8 embeddings of unit norm. */
const INT8_UNIT = 127 * 127

/**
 * The curve of all pairs of different rows: genuine where both are of one person. A score is the dot product, of Int8
 * rows divided by 127^2; those beyond -1 or 1, which rounding makes, count as the last of their side. VisemeError
 * `bad-embeddings` where a row is not of that norm, or the numbers do not fit together.
 */
export function allPairs(embeddings: Embeddings): AllPairs {
  refuseMisfits(embeddings)
  const { values, people } = embeddings
  const { genuine, impostor, width } = pairHistograms(embeddings)
  const unit = values instanceof Int8Array ? INT8_UNIT : 1
  return {
    curve: curveOf(genuine, impostor, (bin) => ((bin - HALF) * width) / unit),
    resolution: width / unit,
    embeddings: people.length,
    people: new Set(people).size,
  }
}

/** One point for each bin that holds a pair, and "reject everything". */
function curveOf(genuine: Uint32Array, impostor: Uint32Array, edge: (bin: number) => number): ErrorCurve {
  let points = 1
  for (let bin = 0; bin < genuine.length; bin++) if (genuine[bin] + impostor[bin] > 0) points++
  const thresholds = new Float64Array(points)
  const falseMatches = new Float64Array(points)
  const falseNonMatches = new Float64Array(points)
  thresholds[points - 1] = Number.POSITIVE_INFINITY
  let point = 0
  let below = 0
  for (let bin = 0; bin < genuine.length; bin++) {
    if (genuine[bin] + impostor[bin] === 0) continue
    thresholds[point] = edge(bin)
    falseNonMatches[point] = below
    below += genuine[bin]
    point++
  }
  falseNonMatches[point] = below
  let above = 0
  for (let bin = impostor.length - 1; bin >= 0; bin--) {
    if (genuine[bin] + impostor[bin] === 0) continue
    above += impostor[bin]
    falseMatches[--point] = above
  }
  return { thresholds, falseMatches, falseNonMatches, genuine: below, impostor: above }
}

function refuseMisfits({ values, dimensions, people }: Embeddings): void {
  const refuse = (message: string): never => {
    throw new VisemeError({
      code: 'bad-embeddings',
      message,
      next: 'Give rows of unit norm (Float32), or 127 times those, rounded (Int8).',
      exitCode: 2,
    })
  }
  if (values.length !== dimensions * people.length) {
    refuse(`${values.length} numbers are not ${people.length} rows of ${dimensions}.`)
  }
  const [norm, tolerance] = values instanceof Int8Array ? [127, 127 / 50] : [1, 1e-3]
  for (let row = 0; row < people.length; row++) {
    let square = 0
    for (let k = row * dimensions; k < (row + 1) * dimensions; k++) square += values[k] * values[k]
    const found = Math.sqrt(square)
    if (!(Math.abs(found - norm) <= tolerance)) refuse(`Row ${row + 1} has norm ${found}, not ${norm}.`)
  }
}
