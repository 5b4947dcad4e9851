// Rank correlation: Spearman's, ties at their mean rank. Interval: Fisher's z with the standard error of Bonett and
// Wright (Psychometrika 65, 2000), sqrt((1 + r^2 / 2) / (n - 3)).

export interface Correlation {
  /** Spearman's rank correlation coefficient (SRCC), -1 to 1. */
  value: number
  /** 95 % interval; the whole range where fewer than 5 pairs say nothing. */
  low: number
  high: number
  pairs: number
}

/** Ranks 1 to n of `values`, equal values at the mean of their ranks. */
export function ranks(values: ArrayLike<number>): Float64Array {
  const order = Array.from(values, (_, i) => i).sort((a, b) => values[a] - values[b])
  const result = new Float64Array(order.length)
  for (let first = 0; first < order.length; ) {
    let last = first
    while (last + 1 < order.length && values[order[last + 1]] === values[order[first]]) last++
    for (let at = first; at <= last; at++) result[order[at]] = (first + last) / 2 + 1
    first = last + 1
  }
  return result
}

/** Pearson's correlation; NaN where one side is constant. */
function pearson(left: Float64Array, right: Float64Array): number {
  const mean = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / values.length
  const [leftMean, rightMean] = [mean(left), mean(right)]
  let [product, leftSquare, rightSquare] = [0, 0, 0]
  for (let i = 0; i < left.length; i++) {
    product += (left[i] - leftMean) * (right[i] - rightMean)
    leftSquare += (left[i] - leftMean) ** 2
    rightSquare += (right[i] - rightMean) ** 2
  }
  return product / Math.sqrt(leftSquare * rightSquare)
}

/** Spearman's rank correlation of two equally long series; NaN where one of them is constant. */
export const spearman = (left: ArrayLike<number>, right: ArrayLike<number>): number =>
  pearson(ranks(left), ranks(right))

/** With fewer pairs a rank correlation tells nothing. */
export const FEWEST_PAIRS = 5

/** Spearman's rank correlation with its 95 % interval, over the places where both series have a value. */
export function rankCorrelation(
  left: readonly (number | null)[],
  right: readonly (number | null)[],
): Correlation {
  const both = left.flatMap((value, i) => {
    const other = right[i]
    return value === null || other === null ? [] : [[value, other] as const]
  })
  const pairs = both.length
  const value = spearman(
    both.map(([a]) => a),
    both.map(([, b]) => b),
  )
  if (pairs < FEWEST_PAIRS || Number.isNaN(value)) return { value, low: -1, high: 1, pairs }
  if (Math.abs(value) === 1) return { value, low: value, high: value, pairs }
  const error = Math.sqrt((1 + value ** 2 / 2) / (pairs - 3))
  const z = Math.atanh(value)
  return { value, low: Math.tanh(z - 1.96 * error), high: Math.tanh(z + 1.96 * error), pairs }
}
