// Binomial tail probabilities through the incomplete beta function. Density: C. Loader, "Fast and accurate
// computation of binomial probabilities" (2000); continued fraction: Abramowitz & Stegun 26.5.8.

/** ln n! - (Stirling's approximation of it), exact sums for small n, asymptotic series above. */
function stirlingError(n: number): number {
  if (n < 16) {
    let logFactorial = 0
    for (let i = 2; i <= n; i++) logFactorial += Math.log(i)
    return logFactorial - (n + 0.5) * Math.log(n) + n - 0.5 * Math.log(2 * Math.PI)
  }
  const square = n * n
  return (1 / 12 - (1 / 360 - (1 / 1260 - (1 / 1680 - 1 / 1188 / square) / square) / square) / square) / n
}

/** x ln(x / mean) + mean - x, without cancellation where x is near its mean. */
function deviance(x: number, mean: number): number {
  const difference = x - mean
  if (Math.abs(difference) >= 0.1 * (x + mean)) return x * Math.log(x / mean) - difference
  const ratio = difference / (x + mean)
  let power = 2 * x * ratio
  let sum = difference * ratio
  for (let j = 1; ; j++) {
    power *= ratio * ratio
    const next = sum + power / (2 * j + 1)
    if (next === sum) return sum
    sum = next
  }
}

/** Probability of exactly k successes in n trials, 0 < k < n, 0 < p < 1. */
function density(k: number, n: number, p: number): number {
  const logarithm =
    stirlingError(n) -
    stirlingError(k) -
    stirlingError(n - k) -
    deviance(k, n * p) -
    deviance(n - k, n * (1 - p))
  return Math.exp(logarithm) * Math.sqrt(n / (2 * Math.PI * k * (n - k)))
}

/** Lentz's evaluation of the continued fraction; converges fast for p below the mean k / n. */
function continuedFraction(a: number, b: number, x: number): number {
  const tiny = 1e-300
  const guarded = (value: number) => (Math.abs(value) < tiny ? tiny : value)
  let c = 1
  let d = 1 / guarded(1 - ((a + b) * x) / (a + 1))
  let fraction = d
  for (let m = 1; ; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m))
    d = 1 / guarded(1 + even * d)
    c = guarded(1 + even / c)
    fraction *= d * c
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1))
    d = 1 / guarded(1 + odd * d)
    c = guarded(1 + odd / c)
    const factor = d * c
    fraction *= factor
    if (Math.abs(factor - 1) < 1e-15) return fraction
  }
}

/** Probability of at least k successes in n trials, 1 <= k <= n: the regularised incomplete beta I_p(k, n - k + 1). */
export function atLeast(k: number, n: number, p: number): number {
  if (p <= 0) return 0
  if (p >= 1) return 1
  const a = k
  const b = n - k + 1
  // p^a (1 - p)^b / B(a, b), from the density of a successes in a + b trials.
  const front = ((a * b) / (a + b)) * density(a, a + b, p)
  if (p <= (a + 1) / (a + b + 2)) return (front / a) * continuedFraction(a, b, p)
  return 1 - (front / b) * continuedFraction(b, a, 1 - p)
}

/** Success probability at which at least k successes in n trials, 1 <= k <= n, have the given probability. */
export function probabilityOfSuccess(k: number, n: number, probability: number): number {
  let low = 0
  let high = 1
  let p = k / (n + 1)
  // The bracket is closed by rounding at the latest; a dozen steps are usual.
  while (high - low > 1e-15 * high) {
    const excess = atLeast(k, n, p) - probability
    if (excess === 0) return p
    if (excess > 0) high = p
    else low = p
    // Newton's step (the derivative is the beta density), bisection where it leaves the bracket.
    const slope = (((k * (n - k + 1)) / (n + 1)) * density(k, n + 1, p)) / (p * (1 - p))
    const step = excess / slope
    if (Math.abs(step) <= 1e-14 * p) return p - step
    p = p - step > low && p - step < high ? p - step : (low + high) / 2
  }
  return p
}
