import { describe, expect, it } from 'vitest'
import { cllr } from '../../main/evaluation/cllr.ts'
import { fitLogLikelihoodRatio } from '../../main/evaluation/logistic.ts'
import { seededIntegers } from '../../main/evaluation/random.ts'
import type { Scores } from '../../main/evaluation/scores.ts'

const calibrated = ({ genuine, impostor }: Scores, offset: number, slope: number): Scores => ({
  genuine: genuine.map((score) => offset + slope * score),
  impostor: impostor.map((score) => offset + slope * score),
})

/** Gaussian scores of equal variance: the log-likelihood ratio is a line, d / s^2 (x - middle). */
function gaussian(genuineMean: number, impostorMean: number, deviation: number, count: number): Scores {
  const integer = seededIntegers(5)
  const uniform = () => (integer(0x100000000) + 0.5) / 0x100000000
  const normal = () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform())
  const draw = (mean: number) => Float64Array.from({ length: count }, () => mean + deviation * normal())
  return { genuine: draw(genuineMean), impostor: draw(impostorMean) }
}

describe('calibration by logistic regression', () => {
  it('finds the line that two normal distributions imply', () => {
    const { offset, slope } = fitLogLikelihoodRatio(gaussian(0.6, 0.1, 0.15, 100_000))
    expect(slope / (0.5 / 0.15 ** 2)).toBeCloseTo(1, 1)
    expect(-offset / slope).toBeCloseTo(0.35, 2)
  })

  it('does not depend on how many comparisons a kind has', () => {
    const scores = gaussian(0.6, 0.1, 0.15, 300)
    const repeated = {
      ...scores,
      impostor: Float64Array.from([...scores.impostor, ...scores.impostor, ...scores.impostor]),
    }
    const once = fitLogLikelihoodRatio(scores)
    const thrice = fitLogLikelihoodRatio(repeated)
    expect(thrice.slope).toBeCloseTo(once.slope, 6)
    expect(thrice.offset).toBeCloseTo(once.offset, 6)
  })

  it('costs no more than its neighbours, measured by Cllr', () => {
    const scores = gaussian(1, -1, 1.3, 400)
    const { offset, slope } = fitLogLikelihoodRatio(scores)
    const best = cllr(calibrated(scores, offset, slope))
    for (const [o, s] of [
      [0.1, 0],
      [-0.1, 0],
      [0, 0.1],
      [0, -0.1],
    ]) {
      expect(cllr(calibrated(scores, offset + o, slope + s))).toBeGreaterThan(best)
    }
  })

  it('is undone by shifting and scaling the scores', () => {
    const scores = gaussian(0.6, 0.1, 0.15, 300)
    const line = fitLogLikelihoodRatio(scores)
    const moved = fitLogLikelihoodRatio(calibrated(scores, -3, 1000))
    expect(moved.slope * 1000).toBeCloseTo(line.slope, 6)
    expect(moved.offset - 3 * moved.slope).toBeCloseTo(line.offset, 6)
  })

  it('stays finite where the kinds do not overlap', () => {
    const { offset, slope } = fitLogLikelihoodRatio({
      genuine: Float64Array.of(0.8, 0.9),
      impostor: Float64Array.of(0.1, 0.2),
    })
    expect(slope).toBeGreaterThan(1)
    expect(slope).toBeLessThan(100)
    expect(-offset / slope).toBeCloseTo(0.5, 6)
  })

  it('gives unlike scores a falling line', () => {
    expect(
      fitLogLikelihoodRatio({ genuine: Float64Array.of(0, 1), impostor: Float64Array.of(1, 2) }).slope,
    ).toBeLessThan(0)
  })
})
