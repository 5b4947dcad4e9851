import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readMeasurement } from '../../main/evaluation/past-runs.ts'
import { rateText } from '../../main/evaluation/report/figures.ts'
import { temporaryFolder } from '../temporary-folder.ts'
import { viseme } from './viseme.ts'

describe('viseme demo', () => {
  it('writes a report of the same figures, labelled simulated', async () => {
    const out = join(temporaryFolder(), 'report')
    const { code, json } = await viseme('demo', '--people', '3', '--sessions', '2', '--out', out, '--json')
    expect(code).toBe(0)
    expect(readdirSync(out).sort()).toEqual(['figures.csv', 'measurement.json', 'report.html'])
    const made = readMeasurement(join(out, 'measurement.json'))
    expect(made.systems.map(({ metrics }) => metrics)).toEqual(Object.values(json.systems))
    expect(made).toMatchObject({ simulated: true, title: 'simulated:3:2:1', board: 'esp-eye' })
    expect(made.command).toBe('npm run -s viseme -- demo --people 3 --sessions 2 --seed 1')
    const html = readFileSync(join(out, 'report.html'), 'utf8')
    expect(html).toContain('<span class="label">simulated</span>')
    expect(html).toContain(rateText(json.systems.fused.eer))
  })

  it('prints people, attempts, error rates with intervals and the cost on the board, labelled simulated', async () => {
    const { code, json } = await viseme('demo', '--people', '4', '--sessions', '2', '--json')
    expect(code).toBe(0)
    expect(json).toMatchObject({
      simulated: true,
      people: 4,
      attempts: { genuine: 4, impostor: 12 },
      fte: { errors: 0 },
      board: { fits: true },
    })
    for (const system of ['face', 'voice', 'fused']) {
      const { eer } = json.systems[system]
      expect(eer.low).toBeLessThanOrEqual(eer.value)
      expect(eer.high).toBeGreaterThan(eer.value)
      expect(json.systems[system].auc).toBeGreaterThan(0.5)
    }
    const { face, voice, both } = json.board.attempt_ms
    // The cores work side by side: both cost no more than the longer of the two, and bookkeeping.
    expect(Math.min(face, voice)).toBeGreaterThan(10)
    expect(both).toBeGreaterThanOrEqual(Math.max(face, voice) - 1e-6)
    expect(both).toBeLessThan(face + voice)
    // The aim for an attempt with the default networks and 3 s of speech.
    expect(both).toBeLessThan(1500)
    expect(json.board.slowest_attempt_ms).toBeGreaterThanOrEqual(both)
    expect(json.board.peak_ram_bytes).toBeGreaterThan(100_000)
  })

  it('tells the default twenty people apart: EER at most 20 % by face and by voice, 10 % by both', async () => {
    const { code, json } = await viseme('demo', '--json')
    expect(code).toBe(0)
    expect(json).toMatchObject({ people: 20, sessions: 4, attempts: { genuine: 60, impostor: 1140 } })
    const { face, voice, fused } = json.systems
    expect(face.eer.value).toBeLessThanOrEqual(0.2)
    expect(voice.eer.value).toBeLessThanOrEqual(0.2)
    expect(fused.eer.value).toBeLessThanOrEqual(0.1)
  }, 180_000)

  it.each([
    ['--people', '1'],
    ['--sessions', '1'],
    ['--seed', 'first'],
  ])('refuses %s %s', async (option, value) => {
    expect((await viseme('demo', option, value)).code).toBe(2)
  })
})
