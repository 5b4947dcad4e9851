import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { detPoints } from '../../main/evaluation/det.ts'
import { detText } from '../../main/evaluation/det-text.ts'
import { errorCurve } from '../../main/evaluation/error-curve.ts'
import { probit } from '../../main/evaluation/probit.ts'

describe('the normal quantile', () => {
  // From scipy.stats.norm.ppf (SciPy 1.17.1).
  it.each([
    [0.5, 0],
    [0.975, 1.959963984540054],
    [0.999, 3.090232306167813],
    [1e-9, -5.997807015007686],
    [1e-300, -37.0470962993612],
  ])('of %d', (p, expected) => {
    expect(probit(p)).toBeCloseTo(expected, 12)
  })

  it('is odd about one half and rises', () => {
    const share = fc.double({ min: 1e-6, max: 1 - 1e-6, noNaN: true })
    fc.assert(
      fc.property(share, share, (p, q) => {
        expect(probit(1 - p)).toBeCloseTo(-probit(p), 8)
        if (p < q) expect(probit(p)).toBeLessThanOrEqual(probit(q))
      }),
    )
  })

  it('is infinite at certainty', () => {
    expect([probit(0), probit(1)]).toEqual([Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY])
  })
})

describe('points of a DET plot', () => {
  const many = {
    genuine: Float64Array.from({ length: 5000 }, (_, i) => 2 + probit((i + 0.5) / 5000)),
    impostor: Float64Array.from({ length: 5000 }, (_, i) => probit((i + 0.5) / 5000)),
  }

  it('are all of a short curve', () => {
    const curve = errorCurve({ genuine: Float64Array.of(1, 3), impostor: Float64Array.of(0, 2) })
    expect(detPoints(curve).map(({ fmr, fnmr }) => [fmr, fnmr])).toEqual([
      [1, 0],
      [0.5, 0],
      [0.5, 0.5],
      [0, 0.5],
      [0, 1],
    ])
  })

  it('thin a long curve out evenly, keeping both ends', () => {
    const points = detPoints(errorCurve(many), 100)
    expect(points.length).toBeGreaterThan(60)
    expect(points.length).toBeLessThanOrEqual(101)
    expect(points[0]).toMatchObject({ fmr: 1, fnmr: 0 })
    expect(points[points.length - 1]).toMatchObject({ fmr: 0, fnmr: 1 })
    // Two normal distributions of equal variance give a straight line: the deviates differ by their distance.
    for (const { fmr, fnmr } of points) {
      if (Math.min(fmr, fnmr, 1 - fmr, 1 - fnmr) < 0.01) continue
      expect(probit(fnmr) + probit(fmr)).toBeCloseTo(-2, 1)
    }
  })

  it('become a falling line of characters', () => {
    const lines = detText([{ mark: 'x', points: detPoints(errorCurve(many)) }])
    const columns = lines.filter((line) => line.includes('x')).map((line) => line.indexOf('x'))
    expect(columns.length).toBeGreaterThan(8)
    expect(columns).toEqual([...columns].sort((a, b) => a - b))
    expect(lines.join('\n')).toMatch(/0\.1 %.*50 %.*FMR/)
  })
})
