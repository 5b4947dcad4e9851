// The latency model on devices whose parameters are known, and on the catalogue's measurements with chips left out.

import { describe, expect, it } from 'vitest'
import { seededIntegers } from '../../main/evaluation/random.ts'
import { benchmarkNetworks } from '../../main/portability/benchmark-networks.ts'
import type { Device } from '../../main/portability/catalogue.ts'
import { conformalFactor } from '../../main/portability/conformal.ts'
import { holdOut } from '../../main/portability/held-out.ts'
import { type Measurement, predictLatencies, roundingVariance } from '../../main/portability/latency-model.ts'
import { LX6_RATES } from '../../main/portability/network-features.ts'
import { describedDevice } from '../../main/portability/own-device.ts'
import { quantile, validate } from '../../main/portability/validation.ts'

const networks = benchmarkNetworks()

const deviceOf = (id: string, mhz: number, core = 'cortex-m4'): Device => ({
  ...describedDevice({ name: id, core, mhz, flash_kb: null, ram_kb: null, simd: null, fpu: null }),
  id,
  chip: id,
})

/** Normal numbers by Box and Muller from the seeded integers. */
function normals(seed: number): () => number {
  const integer = seededIntegers(seed)
  const uniform = () => (integer(2 ** 31) + 1) / (2 ** 31 + 1)
  return () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform())
}

/** Exact times of a device that is `slower` than the LX6 per clock, its outputs dearer by `outputs`. */
const timesOf = (device: Device, slower: number, outputs = 1): Measurement[] =>
  networks.map(({ id, features }) => {
    const cycles = features.work.reduce(
      (sum, count, kind) => sum + count * LX6_RATES[kind] * (kind === 2 ? outputs : 1),
      0,
    )
    return { device, network: id, features, ms: (slower * cycles) / (device.mhz * 1000) }
  })

describe('the latency model', () => {
  it('finds the speed of synthetic devices again, whatever their clock', () => {
    const known = [50, 100, 200, 400].flatMap((mhz, at) => timesOf(deviceOf(`d${at}`, mhz), 0.7))
    const unseen = timesOf(deviceOf('unseen', 300), 0.7)
    predictLatencies(known, unseen).each.forEach(({ ms }, at) => {
      expect(ms / unseen[at].ms).toBeGreaterThan(0.93)
      expect(ms / unseen[at].ms).toBeLessThan(1.07)
    })
  })

  it('tells what one kind of work costs from networks that differ in it', () => {
    const device = deviceOf('own', 100)
    const truth = timesOf(device, 1, 3)
    const others = [80, 120, 160].flatMap((mhz, at) => timesOf(deviceOf(`d${at}`, mhz), 1))
    const [unseen, ...shown] = truth
    const plain = predictLatencies(others, [unseen]).each[0].ms
    const adapted = predictLatencies([...others, ...shown], [unseen]).each[0].ms
    expect(Math.abs(Math.log(adapted / unseen.ms))).toBeLessThan(Math.abs(Math.log(plain / unseen.ms)) / 2)
  })

  it('is surer with every measurement, and hits what was measured exactly often', () => {
    const known = [50, 100, 200].flatMap((mhz, at) => timesOf(deviceOf(`d${at}`, mhz), 1))
    const own = timesOf(deviceOf('own', 120), 2)
    const spreads = [0, 1, 2, 3].map(
      (count) => predictLatencies([...known, ...own.slice(0, count)], [own[3]]).each[0].spread,
    )
    expect(spreads).toEqual([...spreads].sort((a, b) => b - a))
    const repeated = Array.from({ length: 20 }, () => own[0])
    expect(predictLatencies([...known, ...repeated], [own[0]]).each[0].ms / own[0].ms).toBeCloseTo(1, 1)
  })

  it('trusts a figure rounded to whole milliseconds less than an exact one', () => {
    expect(roundingVariance(2)).toBeCloseTo(1 / 4 / 12)
    expect(roundingVariance(0.07)).toBeCloseTo((1 / 7) ** 2 / 12)
    expect(roundingVariance(610)).toBeLessThan(1e-6)
  })

  it('covers as often as it states on synthetic chips, averaged over draws of the chips it learns from', () => {
    const shares = [1, 2, 3, 4, 5, 6, 7, 8].map((seed) => {
      const normal = normals(seed)
      const noisy = (id: number): Measurement[] => {
        const slower = Math.exp(0.5 * normal())
        const times = timesOf(deviceOf(`s${id}`, 100), slower)
        return times.map((one) => ({ ...one, ms: Math.exp(0.3 * normal()) * one.ms }))
      }
      const shown = Array.from({ length: 30 }, (_, id) => noisy(id)).flat()
      const scores = holdOut(shown, { measured: 0, network: false }).map((chip) =>
        chip.map(({ error, spread }) => Math.abs(error) / spread),
      )
      const factor = conformalFactor(scores, 0.8)
      const fresh = Array.from({ length: 40 }, (_, id) => noisy(1000 + id)).flat()
      const { each } = predictLatencies(shown, fresh)
      const covered = each.filter(
        ({ ms, spread }, at) => Math.abs(Math.log(fresh[at].ms / ms)) <= factor * spread,
      )
      return covered.length / fresh.length
    })
    const mean = shares.reduce((sum, share) => sum + share, 0) / shares.length
    expect(mean).toBeGreaterThan(0.76)
    expect(mean).toBeLessThan(0.87)
  }, 30_000)
})

describe('conformal factors', () => {
  it('are the smallest score at which devices, one more counted as infinite, reach the share', () => {
    const nine = Array.from({ length: 9 }, (_, at) => [at + 1])
    expect(conformalFactor(nine, 0.5)).toBe(5)
    expect(conformalFactor(nine, 0.9)).toBe(9)
    expect(conformalFactor(nine, 0.95)).toBe(Number.POSITIVE_INFINITY)
  })

  it('weigh a device with many measurements as one with few', () => {
    const many = Array.from({ length: 100 }, () => 10)
    expect(conformalFactor([[1], [1], [1], [1], many], 0.6)).toBe(1)
    expect(conformalFactor([[1], [1], [1], [1], many], 0.8)).toBe(10)
  })
})

describe('on the catalogue, chips and networks left out', () => {
  const { errors, coverage, points } = validate(0.9)
  const row = (predictor: string, left_out: string) =>
    errors.find((one) => one.predictor === predictor && one.left_out === left_out)

  it('the model is off by a factor of 1.5 on a new chip, simpler predictors by more', () => {
    const model = row('latency model', 'chip')
    expect(model).toMatchObject({ measurements: 114, chips: 39 })
    expect(model?.median).toBeCloseTo(0.405, 2)
    expect(model?.p90).toBeCloseTo(0.972, 2)
    for (const [rival, median] of [
      ['MACs alone', 1.33],
      ['MACs over clock', 0.719],
      ['clock-scaled ESP32', 0.582],
      ['analytical clock', 0.61],
    ] as const) {
      expect(row(rival, 'chip')?.median).toBeCloseTo(median, 2)
    }
  })

  it('the model is off by a factor of 1.31 on a new network of a known chip', () => {
    expect(row('latency model', 'network')).toMatchObject({ measurements: 106, chips: 31 })
    expect(row('latency model', 'network')?.median).toBeCloseTo(0.272, 2)
    expect(row('latency model', 'network')?.p90).toBeCloseTo(0.701, 2)
    expect(row('latency model', 'chip and network')?.median).toBeCloseTo(0.448, 2)
  })

  it('the intervals cover what they state, and shrink with measurements', () => {
    for (const { covered, stated } of coverage) {
      expect(covered).toBeGreaterThan(stated - 0.02)
      expect(covered).toBeLessThan(0.97)
    }
    const widths = coverage.filter(({ new_network }) => new_network).map(({ half_width }) => half_width)
    expect(widths).toEqual([...widths].sort((a, b) => b - a))
    expect(points).toHaveLength(114)
  })

  it('gives the same figures again', () => {
    expect(validate(0.9)).toEqual({ errors, coverage, points })
  })

  it('quantiles lie between neighbours', () => {
    expect(quantile([3, 1, 2], 0.5)).toBe(2)
    expect(quantile([0, 10], 0.9)).toBeCloseTo(9)
    expect(quantile([], 0.5)).toBeNaN()
  })
})
