import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { refit } from '../../main/board/calibration.ts'
import { FITTED_FACTORS } from '../../main/board/kernel-costs.ts'
import { prepare } from '../../main/inference/interpreter.ts'
import { readModel } from '../../main/inference/reader.ts'
import { viseme } from './viseme.ts'

const shared = resolve(process.env.VISEME_SHARED ?? '../shared')

describe('viseme calibration', () => {
  it.skipIf(!existsSync(shared))('stays within 10 % of P1, P2 and P3, in time and energy', async () => {
    const { code, json } = await viseme('calibration', '--shared', shared, '--json')
    expect(code).toBe(0)
    expect(json.fitted_parameters.esp32).toBeLessThanOrEqual(2)
    expect(json.points.map(({ id }: { id: string }) => id).slice(0, 3)).toEqual(['P1', 'P2', 'P3'])
    for (const point of json.points.slice(0, 3)) {
      expect(point.leave_one_out_error).toBe(point.error)
      expect(Math.abs(point.error), point.id).toBeLessThan(0.1)
      expect(point.published_ms).toBeGreaterThan(point.low_ms)
      expect(point.published_ms).toBeLessThan(point.high_ms)
      expect(Math.abs(point.energy_error ?? 0), point.id).toBeLessThan(0.1)
    }
  })

  it.skipIf(!existsSync(shared))(
    'leaves no published point out: an error with one left out, or a reason',
    async () => {
      const { json } = await viseme('calibration', '--shared', shared, '--json')
      const csv = readFileSync(resolve(shared, 'calibration', 'published-latency.csv'), 'utf8')
      const published = csv
        .trim()
        .split('\n')
        .slice(1)
        .map((line) => line.split(',')[0])
      const ids = json.points.map(({ id }: { id: string }) => id)
      expect(ids).toEqual(expect.arrayContaining(published))
      expect(json.fitted_parameters.all).toBe(2)
      for (const { id, error, leave_one_out_error, reason } of json.points) {
        if (reason === null) {
          expect(Math.abs(error), id).toBeLessThan(0.05)
          expect(Math.abs(leave_one_out_error), id).toBeLessThan(0.1)
          expect(Math.abs(leave_one_out_error), id).toBeGreaterThanOrEqual(Math.abs(error) - 1e-3)
        } else {
          expect([error, leave_one_out_error], id).toEqual([null, null])
          expect(reason.length, id).toBeGreaterThan(40)
        }
      }
    },
  )

  it.skipIf(!existsSync(shared))('uses the factors that a new fit gives', () => {
    const prepared = (name: string) =>
      prepare(readModel(new Uint8Array(readFileSync(resolve(shared, 'conformance', name)))))
    for (const factor of ['assembly', 'plainC'] as const) {
      expect(refit(factor, prepared) / FITTED_FACTORS[factor]).toBeCloseTo(1, 3)
    }
  })

  it.skipIf(!existsSync(shared))(
    'predicts kernels of shapes it was not fitted to within 4 % rms',
    async () => {
      const { json } = await viseme('calibration', '--shared', shared, '--json')
      expect(json.kernels).toHaveLength(40)
      for (const fit of json.kernels) {
        // Softmax depends on how many values are close to the largest, which no shape tells.
        const most = fit.kernel === 'SOFTMAX' ? 0.15 : fit.kernel === 'MEAN' ? 0.09 : 0.045
        expect(fit.shapes).toBeGreaterThanOrEqual(4)
        expect(fit.cross_validated_rms_error, `${fit.library} ${fit.build} ${fit.kernel}`).toBeLessThan(most)
      }
    },
  )

  it.skipIf(!existsSync(shared))('finds what the Board screen shows (models/calibration.json)', async () => {
    const { json } = await viseme('calibration', '--shared', shared, '--json')
    expect(json).toEqual(JSON.parse(readFileSync('models/calibration.json', 'utf8')))
  })

  it('says what is missing where there are no measurements', async () => {
    const { code, err } = await viseme('calibration', '--shared', '/nowhere')
    expect(code).toBe(2)
    expect(err).toContain('/nowhere')
  })
})
