import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { newFolder, writePerson } from './presented.ts'
import { viseme } from './viseme.ts'

/** An evaluation of six simulated people in two sessions, and a store with one of them. */
const data = newFolder()
const report = join(newFolder(), 'report')
let attempt: string[]
beforeAll(async () => {
  const evaluated = await viseme(
    ...['evaluate', '--dataset', 'simulated:9:2:7', '--protocol', 'sessions', '--resamples', '50'],
    ...['--data', data, '--out', report, '--json'],
  )
  expect(evaluated.code).toBe(0)
  const { faces, voices } = await writePerson(newFolder(), 7000, 0, 3, 2)
  const enrolled = await viseme(
    ...['enroll', '--person', 'Ada', '--face', ...faces, '--voice', ...voices, '--data', data, '--json'],
  )
  expect(enrolled.code).toBe(0)
  const later = await writePerson(newFolder(), 7000, 1, 1, 1)
  attempt = [
    'verify',
    '--person',
    'Ada',
    '--face',
    later.faces[0],
    '--voice',
    later.voices[0],
    '--data',
    data,
    '--json',
  ]
})
const set = (...more: string[]) =>
  viseme(
    'operating-point',
    'set',
    '--evaluation',
    join(report, 'evaluation.json'),
    '--data',
    data,
    '--json',
    ...more,
  )

describe('viseme operating-point', () => {
  it('gives live verification the thresholds of an evaluation, until it is reset', async () => {
    const shipped = (await viseme(...attempt)).json
    expect(shipped.operating_point).toMatchObject({
      source: 'shipped',
      stated_fmr: 0.001,
      extrapolated: { pairs: 55, needed: 2995 },
    })

    const { code, json } = await set('--fmr', '0.1')
    expect(code).toBe(0)
    const { threshold, fmr, fnmr } = json.thresholds.fused
    expect(threshold.low).toBeLessThanOrEqual(threshold.value)
    expect(threshold.high).toBeGreaterThanOrEqual(threshold.value)
    expect([fmr.trials, fnmr.trials]).toEqual([72, 9])
    const measured = (await viseme(...attempt)).json
    expect(measured.threshold).toBe(threshold.value)
    expect(measured.threshold).not.toBe(shipped.threshold)
    expect(measured.operating_point).toEqual({
      source: 'measured',
      stated_fmr: 0.1,
      data: 'simulated:9:2:7',
      simulated: true,
      chimeric: false,
      extrapolated: null,
    })
    const shown = await viseme('operating-point', 'show', '--data', data)
    expect(shown.out).toMatch(/false-match rate of 10 %, measured on simulated:9:2:7 \(simulated\)/)

    expect((await viseme('operating-point', 'reset', '--data', data, '--json')).json).toEqual({
      source: 'shipped',
      reset: true,
    })
    expect((await viseme(...attempt)).json.threshold).toBe(shipped.threshold)
  })

  it('takes a threshold of one system, and counts both errors there from the scores', async () => {
    const rows = readFileSync(join(report, 'face-scores.csv'), 'utf8').trim().split('\n').slice(1)
    const scores = rows
      .map((row) => row.split(','))
      .map((fields) => ({ kind: fields[4], score: Number(fields[5]) }))
    const highest = Math.max(...scores.filter(({ kind }) => kind === 'impostor').map(({ score }) => score))
    const { json } = await set('--threshold', String(highest), '--system', 'face')
    expect(Object.keys(json.thresholds)).toEqual(['face'])
    expect(json.thresholds.face.fmr).toMatchObject({ errors: 1, trials: 72 })
    expect(json.stated_fmr).toBe(1 / 72)
    await viseme('operating-point', 'reset', '--data', data)
  })

  it.each([
    ['neither a rate nor a threshold', [], 'no-operating-point'],
    ['a rate that nine people do not carry', ['--fmr', '0.001'], 'operating-point-refused'],
  ])('refuses %s', async (_what, args, expected) => {
    const { code, json } = await set(...args)
    expect([code, json.error.code]).toEqual([2, expected])
  })

  it('refuses what is no evaluation', async () => {
    const { code, json } = await viseme(
      ...[
        'operating-point',
        'set',
        '--evaluation',
        join(report, 'face-scores.csv'),
        '--fmr',
        '0.1',
        '--data',
        data,
        '--json',
      ],
    )
    expect([code, json.error.code]).toEqual([2, 'bad-evaluation'])
  })
})
