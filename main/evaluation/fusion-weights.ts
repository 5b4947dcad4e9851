// Weights of a fused score by logistic regression on log-likelihood ratios, and on what else is known of a comparison
// (Brümmer & du Preez, Computer Speech & Language 20, 2006): Newton's method, both kinds of comparison weighing the
// same however many there are.

import { solve } from '../linear-system.ts'

export interface Weights {
  offset: number
  face: number
  voice: number
}

/** Ratios of the same comparisons, row by row. */
export interface RatioPairs {
  face: Float64Array
  voice: Float64Array
}

/** Fused ratio = offset + the sum of every feature times its weight. */
export interface FeatureWeights {
  offset: number
  weights: number[]
}

/** Weight of |weights|^2 / 2 on standardised features: keeps the weights finite where the kinds do not overlap. */
const RIDGE = 1e-3
const MAX_STEPS = 50

/**
 * Fused ratio = offset + face * face ratio + voice * voice ratio, minimising the cross-entropy at even prior. NaN where
 * a kind is empty.
 */
export function fitWeights(genuine: RatioPairs, impostor: RatioPairs): Weights {
  const { offset, weights } = fitFeatureWeights(
    [genuine.face, genuine.voice],
    [impostor.face, impostor.voice],
  )
  return { offset, face: weights[0], voice: weights[1] }
}

/** The same of any features, each a column of values, row by row. */
export function fitFeatureWeights(genuine: Float64Array[], impostor: Float64Array[]): FeatureWeights {
  const kinds = [
    { columns: genuine, weight: 0.5 / genuine[0].length, target: 1 },
    { columns: impostor, weight: 0.5 / impostor[0].length, target: 0 },
  ]
  const scales = genuine.map((_, feature) => standard(kinds, feature))
  // The first is the offset: a feature that is 1 everywhere, and has no ridge.
  const parameters = new Array<number>(1 + scales.length).fill(0)
  const values = new Float64Array(parameters.length).fill(1)
  for (let step = 0; step < MAX_STEPS; step++) {
    const gradient = parameters.map((parameter, i) => (i === 0 ? 0 : RIDGE * parameter))
    const curvature = parameters.map((_, i) => parameters.map((_, j) => (i === j && i > 0 ? RIDGE : 0)))
    for (const { columns, weight, target } of kinds) {
      for (let row = 0; row < columns[0].length; row++) {
        let logit = parameters[0]
        for (let i = 1; i < values.length; i++) {
          values[i] = (columns[i - 1][row] - scales[i - 1].centre) / scales[i - 1].spread
          logit += parameters[i] * values[i]
        }
        const posterior = 1 / (1 + Math.exp(-logit))
        const error = weight * (posterior - target)
        const bend = weight * posterior * (1 - posterior)
        for (let i = 0; i < values.length; i++) {
          gradient[i] += error * values[i]
          const bent = bend * values[i]
          const lower = curvature[i]
          for (let j = 0; j <= i; j++) lower[j] += bent * values[j]
        }
      }
    }
    for (const [i, lower] of curvature.entries()) for (let j = 0; j < i; j++) curvature[j][i] = lower[j]
    const change = solve(curvature, gradient)
    // The cost is convex, but a full step may overshoot where almost all comparisons are certain.
    const share = Math.min(1, 5 / Math.hypot(...change))
    for (let i = 0; i < change.length; i++) parameters[i] -= share * change[i]
    if (Math.hypot(...change) < 1e-10) break
  }
  const weights = scales.map(({ spread }, i) => parameters[i + 1] / spread)
  return {
    offset: weights.reduce((sum, weight, i) => sum - weight * scales[i].centre, parameters[0]),
    weights,
  }
}

function standard(
  kinds: { columns: Float64Array[]; weight: number }[],
  feature: number,
): { centre: number; spread: number } {
  const mean = (of: (value: number) => number) =>
    kinds.reduce(
      (sum, { columns, weight }) =>
        sum + weight * columns[feature].reduce((part, value) => part + of(value), 0),
      0,
    )
  const centre = mean((value) => value)
  return { centre, spread: Math.sqrt(mean((value) => (value - centre) ** 2)) || 1 }
}
