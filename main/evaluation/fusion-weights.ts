// Weights of a fused score by logistic regression on two log-likelihood ratios (Brümmer & du Preez, Computer Speech &
// Language 20, 2006): Newton's method, both kinds of comparison weighing the same however many there are.

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

/** Weight of |weights|^2 / 2 on standardised ratios: keeps the weights finite where the kinds do not overlap. */
const RIDGE = 1e-3
const MAX_STEPS = 50

/**
 * Fused ratio = offset + face * face ratio + voice * voice ratio, minimising the cross-entropy at even prior. NaN where
 * a kind is empty.
 */
export function fitWeights(genuine: RatioPairs, impostor: RatioPairs): Weights {
  const kinds = [
    { pairs: genuine, weight: 0.5 / genuine.face.length, target: 1 },
    { pairs: impostor, weight: 0.5 / impostor.face.length, target: 0 },
  ]
  const scale = { face: standard(kinds, 'face'), voice: standard(kinds, 'voice') }
  const parameters = [0, 0, 0]
  for (let step = 0; step < MAX_STEPS; step++) {
    const gradient = [0, RIDGE * parameters[1], RIDGE * parameters[2]]
    const curvature = [0, 0, 0, RIDGE, 0, RIDGE] // 00 01 02 11 12 22
    for (const { pairs, weight, target } of kinds) {
      for (let row = 0; row < pairs.face.length; row++) {
        const x = (pairs.face[row] - scale.face.centre) / scale.face.spread
        const y = (pairs.voice[row] - scale.voice.centre) / scale.voice.spread
        const posterior = 1 / (1 + Math.exp(-(parameters[0] + parameters[1] * x + parameters[2] * y)))
        const error = weight * (posterior - target)
        const bend = weight * posterior * (1 - posterior)
        gradient[0] += error
        gradient[1] += error * x
        gradient[2] += error * y
        curvature[0] += bend
        curvature[1] += bend * x
        curvature[2] += bend * y
        curvature[3] += bend * x * x
        curvature[4] += bend * x * y
        curvature[5] += bend * y * y
      }
    }
    const change = solve(curvature, gradient)
    // The cost is convex, but a full step may overshoot where almost all comparisons are certain.
    const share = Math.min(1, 5 / Math.hypot(...change))
    for (let i = 0; i < 3; i++) parameters[i] -= share * change[i]
    if (Math.hypot(...change) < 1e-10) break
  }
  const face = parameters[1] / scale.face.spread
  const voice = parameters[2] / scale.voice.spread
  return { offset: parameters[0] - face * scale.face.centre - voice * scale.voice.centre, face, voice }
}

function standard(
  kinds: { pairs: RatioPairs; weight: number }[],
  modality: 'face' | 'voice',
): { centre: number; spread: number } {
  const mean = (of: (ratio: number) => number) =>
    kinds.reduce(
      (sum, { pairs, weight }) => sum + weight * pairs[modality].reduce((part, ratio) => part + of(ratio), 0),
      0,
    )
  const centre = mean((ratio) => ratio)
  return { centre, spread: Math.sqrt(mean((ratio) => (ratio - centre) ** 2)) || 1 }
}

/** Solves a symmetric system of three equations, given by its upper triangle, by Cramer's rule. */
function solve([a, b, c, d, e, f]: number[], [p, q, r]: number[]): [number, number, number] {
  const determinant = a * (d * f - e * e) - b * (b * f - c * e) + c * (b * e - c * d)
  return [
    (p * (d * f - e * e) - b * (q * f - e * r) + c * (q * e - d * r)) / determinant,
    (a * (q * f - e * r) - p * (b * f - c * e) + c * (b * r - c * q)) / determinant,
    (a * (d * r - e * q) - b * (b * r - c * q) + p * (b * e - c * d)) / determinant,
  ]
}
