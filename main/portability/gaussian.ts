// Gaussian conditioning on a few dozen values: Cholesky factors of symmetric positive definite matrices, flat row by row
// (Rasmussen and Williams, Gaussian Processes for Machine Learning, 2006, algorithm 2.1).

/** Lower factor of `matrix` (n by n). Throws RangeError where it is not positive definite. */
export function cholesky(matrix: Float64Array, n: number): Float64Array {
  const factor = new Float64Array(n * n)
  for (let row = 0; row < n; row++) {
    for (let column = 0; column <= row; column++) {
      let value = matrix[row * n + column]
      for (let k = 0; k < column; k++) value -= factor[row * n + k] * factor[column * n + k]
      if (row === column) {
        if (!(value > 0)) throw new RangeError('the covariance is not positive definite')
        factor[row * n + row] = Math.sqrt(value)
      } else factor[row * n + column] = value / factor[column * n + column]
    }
  }
  return factor
}

/** Solves factor x = right. */
export function solveLower(factor: Float64Array, right: ArrayLike<number>): Float64Array {
  const n = right.length
  const solution = new Float64Array(n)
  for (let row = 0; row < n; row++) {
    let value = right[row]
    for (let k = 0; k < row; k++) value -= factor[row * n + k] * solution[k]
    solution[row] = value / factor[row * n + row]
  }
  return solution
}

export interface Gaussian {
  mean: Float64Array
  /** Flat, row by row. */
  covariance: Float64Array
}

/**
 * What is known of `wanted` values once `given` ones are observed; prior mean zero. `across(i, j)`: covariance of the
 * i-th wanted with the j-th given; `own(i, k)`: of wanted values; `factor`: of the observations, noise included.
 */
export function condition(
  factor: Float64Array,
  observed: ArrayLike<number>,
  wanted: number,
  across: (i: number, j: number) => number,
  own: (i: number, k: number) => number,
): Gaussian {
  const given = observed.length
  const whitened = solveLower(factor, observed)
  const rows = Array.from({ length: wanted }, (_, i) =>
    solveLower(
      factor,
      Float64Array.from({ length: given }, (_, j) => across(i, j)),
    ),
  )
  const mean = Float64Array.from(rows, (row) => dot(row, whitened))
  const covariance = new Float64Array(wanted * wanted)
  for (let i = 0; i < wanted; i++) {
    for (let k = 0; k <= i; k++) {
      const value = own(i, k) - dot(rows[i], rows[k])
      covariance[i * wanted + k] = value
      covariance[k * wanted + i] = value
    }
  }
  return { mean, covariance }
}

function dot(left: Float64Array, right: Float64Array): number {
  let sum = 0
  for (let at = 0; at < left.length; at++) sum += left[at] * right[at]
  return sum
}
