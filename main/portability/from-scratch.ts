// What adaptation is compared with: ridge regression on the target's samples alone, without a proxy. The penalty is
// chosen by leave-one-out cross-validation like adapt.ts's.

import { inverse, Matrix } from 'ml-matrix'
import type { Samples } from './adapt.ts'

const PENALTIES = Array.from({ length: 12 }, (_, i) => 10 ** (-4 + i / 2))

/** Weights per column of the encoding; the mean latency is carried by the constant column or by the choices' sum. */
export function ridgeFromScratch({ rows, latencyMs }: Samples): { weights: Float64Array; penalty: number } {
  const mean = latencyMs.reduce((sum, y) => sum + y, 0) / latencyMs.length
  const features = new Matrix(rows.map((row) => [...row]))
  const target = Matrix.columnVector(latencyMs.map((y) => y - mean))
  const gram = features.mmul(features.transpose())
  let best = { error: Number.POSITIVE_INFINITY, weights: new Float64Array(0), penalty: 0 }
  for (const penalty of PENALTIES) {
    const solved = inverse(Matrix.add(gram, Matrix.eye(rows.length).mul(penalty)))
    const dual = solved.mmul(target)
    const error = dual.to1DArray().reduce((sum, value, i) => sum + (value / solved.get(i, i)) ** 2, 0)
    if (error < best.error) {
      best = { error, penalty, weights: Float64Array.from(features.transpose().mmul(dual).to1DArray()) }
    }
  }
  return best
}
