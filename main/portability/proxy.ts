// The proxy device's latency as linear weights on the encoding: w with X w ~ latency, in One Proxy's sense (Lu, Yang, Ren,
// arXiv 2111.01203). One-hot columns of a choice sum to one, so X has not full rank: minimum-norm least squares.

import { Matrix, SingularValueDecomposition } from 'ml-matrix'

/** Singular values below this share of the largest are taken as zero; a plain pseudo-inverse gives weights of 1e10. */
const CUT_OFF = 1e-8

/**
 * Minimum-norm weights, one per column of `encoding`, for the networks that have a latency.
 * Throws RangeError where none has.
 */
export function proxyWeights(
  encoding: readonly (readonly number[])[],
  latencyMs: readonly (number | null)[],
): Float64Array {
  const measured = latencyMs.flatMap((value, i) => (value === null ? [] : [i]))
  if (measured.length === 0) throw new RangeError('a proxy needs measurements')
  const rows = new Matrix(measured.map((i) => [...encoding[i]]))
  const gram = rows.transpose().mmul(rows)
  const right = rows.transpose().mmul(Matrix.columnVector(measured.map((i) => latencyMs[i] ?? 0)))
  const svd = new SingularValueDecomposition(gram)
  const [largest] = svd.diagonal
  const inverse = Matrix.diag(svd.diagonal.map((value) => (value > largest * CUT_OFF ? 1 / value : 0)))
  const weights = svd.rightSingularVectors.mmul(inverse).mmul(svd.leftSingularVectors.transpose()).mmul(right)
  return Float64Array.from(weights.to1DArray())
}

/** Predicted latencies: encoding times weights. */
export const predictLinear = (
  encoding: readonly (readonly number[])[],
  weights: ArrayLike<number>,
): Float64Array =>
  Float64Array.from(encoding, (row) => row.reduce((sum, value, at) => sum + value * weights[at], 0))
