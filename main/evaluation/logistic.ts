// Calibration by logistic regression: the line that turns scores into log-likelihood ratios at the least cost
// (Brümmer & du Preez, Computer Speech & Language 20, 2006). Newton's method, i.e. iteratively reweighted least squares.

import type { Scores } from './scores.ts'

export interface Line {
  offset: number
  slope: number
}

/** Weight of slope^2 / 2 on standardised scores: keeps the slope finite where the kinds do not overlap. */
const RIDGE = 1e-5
const MAX_STEPS = 100

/**
 * Natural-log likelihood ratio = offset + slope * score, minimising the prior-weighted cross-entropy
 *
 *   p / G * sum over genuine of log(1 + e^-(l + t))  +  (1 - p) / I * sum over impostors of log(1 + e^(l + t))
 *
 * plus the ridge, with t = ln(p / (1 - p)). Both kinds weigh the same at the default prior p = 0.5, however many
 * comparisons each has. NaN where a kind is empty or all scores are equal.
 */
export function fitLogLikelihoodRatio({ genuine, impostor }: Scores, prior = 0.5): Line {
  const logPrior = Math.log(prior / (1 - prior))
  const kinds = [
    { scores: genuine, weight: prior / genuine.length, target: 1 },
    { scores: impostor, weight: (1 - prior) / impostor.length, target: 0 },
  ]
  // Standardised scores z = (score - centre) / spread keep the equations well conditioned.
  const total = kinds.reduce((sum, { scores, weight }) => sum + weight * scores.length, 0)
  const mean = (of: (score: number) => number) =>
    kinds.reduce((sum, { scores, weight }) => sum + weight * scores.reduce((part, s) => part + of(s), 0), 0) /
    total
  const centre = mean((score) => score)
  const spread = Math.sqrt(mean((score) => (score - centre) ** 2))

  const objective = (offset: number, slope: number) =>
    kinds.reduce(
      (sum, { scores, weight, target }) => {
        const sign = target === 1 ? -1 : 1
        const part = scores.reduce((cost, score) => {
          const logit = sign * (offset + (slope * (score - centre)) / spread + logPrior)
          return cost + (logit > 0 ? logit + Math.log1p(Math.exp(-logit)) : Math.log1p(Math.exp(logit)))
        }, 0)
        return sum + weight * part
      },
      (RIDGE * slope * slope) / 2,
    )

  let offset = 0
  let slope = 0
  let cost = objective(offset, slope)
  for (let step = 0; step < MAX_STEPS; step++) {
    let gradientOffset = 0
    let gradientSlope = RIDGE * slope
    let offsetOffset = 0
    let offsetSlope = 0
    let slopeSlope = RIDGE
    for (const { scores, weight, target } of kinds) {
      for (const score of scores) {
        const z = (score - centre) / spread
        const posterior = 1 / (1 + Math.exp(-(offset + slope * z + logPrior)))
        const error = weight * (posterior - target)
        const curvature = weight * posterior * (1 - posterior)
        gradientOffset += error
        gradientSlope += error * z
        offsetOffset += curvature
        offsetSlope += curvature * z
        slopeSlope += curvature * z * z
      }
    }
    const determinant = offsetOffset * slopeSlope - offsetSlope * offsetSlope
    const stepOffset = (slopeSlope * gradientOffset - offsetSlope * gradientSlope) / determinant
    const stepSlope = (offsetOffset * gradientSlope - offsetSlope * gradientOffset) / determinant
    // Half the step until it does not cost more.
    let share = 1
    let next = objective(offset - stepOffset, slope - stepSlope)
    while (next > cost && share > 1e-6) {
      share /= 2
      next = objective(offset - share * stepOffset, slope - share * stepSlope)
    }
    offset -= share * stepOffset
    slope -= share * stepSlope
    const gained = cost - next
    cost = next
    if (gained <= 1e-14 * cost) break
  }
  return { offset: offset - (slope * centre) / spread, slope: slope / spread }
}
