import { mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import {
  keepRun,
  listRuns,
  openRun,
  readMeasurement,
  removeRun,
  restoreRun,
} from '../../main/evaluation/past-runs.ts'
import { temporaryFolder } from '../temporary-folder.ts'
import { measurement } from './report/measurements.ts'

const failure = (code: string) => expect.objectContaining({ code, exitCode: 2 })

test('runs are kept, listed with the latest first, and opened as they were', () => {
  const directory = temporaryFolder()
  expect(listRuns(directory)).toEqual({ runs: [], unreadable: [] })
  const first = keepRun(directory, measurement())
  const second = keepRun(directory, measurement({ made: '2026-01-02T03:04:06.000Z', simulated: true }))
  expect(listRuns(directory).runs.map(({ run, simulated }) => [run, simulated])).toEqual([
    [second, true],
    [first, false],
  ])
  expect(listRuns(directory).runs[0]).toMatchObject({
    title: 'set <1>',
    people: 12,
    systems: [{ name: 'face', eer: measurement().systems[0].metrics.eer }],
  })
  expect(openRun(directory, first)).toEqual(measurement())
})

test.skipIf(process.platform === 'win32')('their files are their owner’s alone', () => {
  const directory = temporaryFolder()
  const run = keepRun(directory, measurement())
  const folder = join(directory, 'measurements')
  expect([statSync(folder).mode & 0o777, statSync(join(folder, `${run}.json`)).mode & 0o777]).toEqual([
    0o700, 0o600,
  ])
})

test('a removed run is gone from the disk, and comes back whole', () => {
  const directory = temporaryFolder()
  const run = keepRun(directory, measurement())
  const text = removeRun(directory, run)
  expect(readdirSync(join(directory, 'measurements'))).toEqual([])
  expect(() => openRun(directory, run)).toThrow(failure('no-run'))
  restoreRun(directory, run, text)
  expect(openRun(directory, run)).toEqual(measurement())
})

test('what is no measurement is refused with the reason, and does not hide the others', () => {
  const directory = temporaryFolder()
  const run = keepRun(directory, measurement())
  mkdirSync(join(directory, 'measurements'), { recursive: true })
  const other = '20200101-000000-0000.json'
  writeFileSync(join(directory, 'measurements', other), '{"format":"viseme-measurement/1"}')
  expect(listRuns(directory)).toMatchObject({ runs: [{ run }], unreadable: [other] })
  const path = join(directory, 'measurements', other)
  expect(() => readMeasurement(path)).toThrow(failure('bad-measurement'))
  expect(() => readMeasurement(path)).toThrow(/is no measurement of Viseme: made: /)
  expect(() => readMeasurement(directory)).toThrow(failure('bad-measurement'))
  for (const strange of ['../../x', '', 'nothing']) {
    expect(() => openRun(directory, strange)).toThrow(failure('no-run'))
  }
})
