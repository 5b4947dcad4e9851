// Prediction intervals that cover without trusting the model's own spread: a quantile of scores |error| / spread of
// devices that were left out. Devices are exchangeable, the measurements of one device are not: every device weighs the
// same, and one more of infinite score stands for the new device (hierarchical conformal prediction: Lee, Barber, Willett,
// arXiv 2306.06342).

/** Scores of one left-out device. */
export type DeviceScores = readonly number[]

/**
 * By how many spreads an interval must reach to both sides to cover `share` of the predictions for a new device.
 * Infinity where there are too few devices for that share.
 */
export function conformalFactor(devices: readonly DeviceScores[], share: number): number {
  const told = devices.filter(({ length }) => length > 0)
  const weight = (scores: DeviceScores) => 1 / ((told.length + 1) * scores.length)
  const all = told
    .flatMap((scores) => scores.map((score) => ({ score, weight: weight(scores) })))
    .sort((a, b) => a.score - b.score)
  let covered = 0
  for (const { score, weight } of all) {
    covered += weight
    if (covered >= share - 1e-12) return score
  }
  return Number.POSITIVE_INFINITY
}

/** Share of scores within `factor`, every device weighing the same. */
export function coverage(devices: readonly DeviceScores[], factor: number): number {
  const told = devices.filter(({ length }) => length > 0)
  const shares = told.map((scores) => scores.filter((score) => score <= factor).length / scores.length)
  return shares.reduce((sum, share) => sum + share, 0) / told.length
}
