// Quantiles of samples.

/** Quantile of sorted values, linear between neighbours (definition 7 of Hyndman & Fan, 1996). */
export function quantile(sorted: Float64Array, probability: number): number {
  const position = probability * (sorted.length - 1)
  const lower = Math.floor(position)
  const upper = Math.ceil(position)
  return sorted[lower] + (position - lower) * (sorted[upper] - sorted[lower])
}
