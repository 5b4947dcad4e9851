// Adapts a proxy's weights to a target from few measurements: min over a, b, c of
// (1/m) ||X (w * (a + b)) + c - y||^2 + lambda ||b||^2 (One Proxy, arXiv 2111.01203; p = 2). b is the sum of a part per
// operation, wherever it stands, and a part per column, which is penalised more: devices differ in what an operation
// costs before they differ in where it stands. Both penalties are chosen by leave-one-out cross-validation, whose
// residuals follow in closed form from the hat matrix. Latencies and features are scaled first, so that one grid of
// penalties serves all devices.

import { EigenvalueDecomposition, inverse, Matrix } from 'ml-matrix'
import { spearman } from './ranks.ts'

/** Penalties lambda tried for the part per column, relative to the scaled data. */
const PENALTIES = Array.from({ length: 14 }, (_, i) => 10 ** (-5 + i / 2))
/** Share of it that the part per operation pays. */
const OPERATION_SHARES = [0.01, 0.03, 0.1, 0.3, 1]

export interface Adaptation {
  /** Latency of a network: intercept + row * weights. */
  weights: Float64Array
  intercept: number
  penalty: number
  operationShare: number
  /** Rank correlation of the leave-one-out predictions with the measurements: what the samples themselves tell. */
  crossValidatedSrcc: number
  /** Root mean square of the leave-one-out residuals, ms. */
  crossValidatedErrorMs: number
}

export interface Samples {
  /** Encoded networks that were measured on the target. */
  rows: readonly (readonly number[])[]
  latencyMs: readonly number[]
}

/** Latencies that do not vary say nothing about which network is slower. */
const SMALLEST_SPREAD = 1e-12

/**
 * Fits the adaptation to at least 3 samples; `groups` names each column's operation (encoding.ts).
 * Throws RangeError for fewer.
 */
export function adapt(
  proxy: Float64Array,
  { rows, latencyMs }: Samples,
  groups: readonly number[],
): Adaptation {
  const count = rows.length
  if (count < 3) throw new RangeError('an adaptation needs at least 3 measured networks')
  const mean = latencyMs.reduce((sum, y) => sum + y, 0) / count
  const deviation = Math.sqrt(latencyMs.reduce((sum, y) => sum + (y - mean) ** 2, 0) / count)
  const spread = Math.max(deviation, SMALLEST_SPREAD)
  const target = Matrix.columnVector(latencyMs.map((y) => (y - mean) / spread))
  const contributions = rows.map((row) => row.map((value, at) => value * proxy[at]))
  const total = contributions.map((row) => row.reduce((sum, value) => sum + value, 0))
  const scale = Math.max(standardDeviation(total), SMALLEST_SPREAD)
  const free = new Matrix(total.map((sum) => [1, sum / scale]))
  const grouped = groupMatrix(groups)

  const projection = projector(free)
  let best: (Fit & { error: number; penalty: number; operationShare: number }) | null = null
  for (const operationShare of OPERATION_SHARES) {
    const features = penalisedFeatures(contributions, scale, grouped, operationShare)
    const solve = ridge(free, projection, features, target)
    for (const penalty of PENALTIES) {
      const fit = solve(penalty * count)
      const error = fit.leftOut.reduce((sum, residual) => sum + residual ** 2, 0)
      if (best === null || error < best.error) best = { ...fit, error, penalty, operationShare }
    }
  }
  if (best === null) throw new RangeError('no penalty to choose from')
  const { penalty, operationShare, leftOut } = best
  const [offset, a] = best.free
  const columns = groups.length
  const operations = best.penalised
    .slice(0, grouped.columns)
    .map((value) => value / Math.sqrt(operationShare))
  const own = best.penalised.slice(grouped.columns)
  const weights = Float64Array.from({ length: columns }, (_, at) => {
    const b = operations[grouped.of[at]] + own[at]
    return ((proxy[at] * (a + b)) / scale) * spread
  })
  const predictions = leftOut.map((residual, i) => target.get(i, 0) - residual)
  return {
    weights,
    intercept: mean + spread * offset,
    penalty,
    operationShare,
    crossValidatedSrcc: spearman(predictions, latencyMs),
    crossValidatedErrorMs: spread * Math.sqrt(best.error / count),
  }
}

interface Fit {
  /** Coefficients without penalty: intercept and a. */
  free: number[]
  penalised: number[]
  /** Residual of each sample when it alone is left out. */
  leftOut: number[]
}

/**
 * Ridge regression with free columns, for any penalty: the free ones are projected out, and the eigenvectors of what
 * remains give every penalty's solution and hat matrix.
 */
function ridge(free: Matrix, projection: Matrix, features: Matrix, target: Matrix): (penalty: number) => Fit {
  const count = target.rows
  const outside = Matrix.sub(Matrix.eye(count), projection)
  const remaining = outside.mmul(features)
  const residual = outside.mmul(target)
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(
    remaining.mmul(remaining.transpose()),
    { assumeSymmetric: true },
  )
  const values = realEigenvalues.map((value) => Math.max(0, value))
  const rotated = eigenvectorMatrix.transpose().mmul(residual).to1DArray()
  const freeInverse = pseudoInverse(free)
  return (penalty) => {
    const dual = eigenvectorMatrix.mmul(
      Matrix.columnVector(rotated.map((value, k) => value / (values[k] + penalty))),
    )
    const penalised = remaining.transpose().mmul(dual)
    const explained = features.mmul(penalised)
    const leftOut = Array.from({ length: count }, (_, i) => {
      let hat = projection.get(i, i)
      for (let k = 0; k < values.length; k++) {
        hat += eigenvectorMatrix.get(i, k) ** 2 * (values[k] / (values[k] + penalty))
      }
      const left = penalty * dual.get(i, 0)
      return left / Math.max(1 - hat, SMALLEST_LEVERAGE_GAP)
    })
    return {
      free: freeInverse.mmul(Matrix.sub(target, explained)).to1DArray(),
      penalised: penalised.to1DArray(),
      leftOut,
    }
  }
}

/** A sample that determines its own prediction has no leave-one-out residual; it is divided by this instead. */
const SMALLEST_LEVERAGE_GAP = 1e-3

/** Pseudo-inverse of two columns, of which the second may be constant. */
function pseudoInverse(free: Matrix): Matrix {
  const gram = free.transpose().mmul(free)
  const ridge = Matrix.eye(2).mul(1e-9 * (gram.get(0, 0) + gram.get(1, 1)))
  return inverse(Matrix.add(gram, ridge)).mmul(free.transpose())
}

const projector = (free: Matrix): Matrix => free.mmul(pseudoInverse(free))

function standardDeviation(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length)
}

/** Which of the operations 0 to columns - 1 each column belongs to. */
function groupMatrix(groups: readonly number[]): { of: number[]; columns: number } {
  const names = [...new Set(groups)]
  return { of: groups.map((group) => names.indexOf(group)), columns: names.length }
}

/** A sample's contributions summed by operation (cheaper by `share`), then by themselves. */
function penalisedFeatures(
  contributions: readonly (readonly number[])[],
  scale: number,
  { of, columns }: { of: number[]; columns: number },
  share: number,
): Matrix {
  return new Matrix(
    contributions.map((row) => {
      const operations = new Array<number>(columns).fill(0)
      row.forEach((value, at) => {
        operations[of[at]] += value / scale / Math.sqrt(share)
      })
      return [...operations, ...row.map((value) => value / scale)]
    }),
  )
}

/** Predicted latency of encoded networks, ms. */
export const predictAdapted = (
  { weights, intercept }: Adaptation,
  rows: readonly (readonly number[])[],
): Float64Array =>
  Float64Array.from(rows, (row) => row.reduce((sum, value, at) => sum + value * weights[at], intercept))
