import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { readOperatingPoint } from '../../main/authentication/operating-point.ts'
import { documentText } from '../../main/evaluation/document-schema.ts'
import { createServices } from '../../main/services.ts'
import { measuredSystem, measurement } from '../evaluation/report/measurements.ts'
import { temporaryFolder } from '../temporary-folder.ts'

const quiet = { progress: () => {} }
const failure = (code: string) => expect.objectContaining({ code, next: expect.stringMatching(/\w{4}/) })

/** The window's services, and a measurement of theirs. */
async function servicesWithRun() {
  const directory = temporaryFolder()
  const { handlers, close } = createServices({
    directory,
    shell: 'test',
    choosePath: async (what) => `/chosen/${what}`,
  })
  onTestFinished(close)
  const path = join(directory, 'measurement.json')
  writeFileSync(path, documentText(measurement()))
  const { run } = await handlers['measurement-import']({ path }, quiet)
  return { directory, handlers, run }
}

describe('the services of the Measure screen', () => {
  test('pass on what the file dialog says', async () => {
    const { handlers } = await servicesWithRun()
    expect(await handlers['choose-path']({ what: 'trials' }, quiet)).toEqual({ path: '/chosen/trials' })
  })

  test('list, open, remove and put back runs; an undo works once', async () => {
    const { handlers, run } = await servicesWithRun()
    const listed = async () => (await handlers.measurements({}, quiet)).runs.map((one) => one.run)
    expect(await listed()).toEqual([run])
    expect((await handlers.measurement({ run }, quiet)).measurement).toEqual(measurement())
    const { undo } = await handlers['measurement-remove']({ run }, quiet)
    expect(await listed()).toEqual([])
    await handlers['measurement-restore']({ undo }, quiet)
    expect(await listed()).toEqual([run])
    await expect(handlers['measurement-restore']({ undo }, quiet)).rejects.toThrow(failure('nothing-to-undo'))
  })

  test('write a report where they are asked to, and name nobody in it', async () => {
    const { directory, handlers, run } = await servicesWithRun()
    const folder = join(directory, 'report')
    const { files } = await handlers['measurement-export']({ run, folder, names: false }, quiet)
    expect(files.every((file) => existsSync(file))).toBe(true)
    expect(readFileSync(files[0], 'utf8')).not.toContain('Ada')
  })

  test('look at a worst comparison by its place in the list alone; a file that has gone is a message', async () => {
    const { handlers, run } = await servicesWithRun()
    const look = (index: number) =>
      handlers['measurement-samples'](
        { run, system: 'face', kind: 'false_accepts', index, side: 'enrolled' },
        quiet,
      )
    await expect(look(0)).rejects.toThrow(failure('unreadable-image'))
    await expect(look(1)).rejects.toThrow(failure('no-comparison'))
  })

  test('take no operating point from scores alone', async () => {
    const { directory, handlers, run } = await servicesWithRun()
    expect(measuredSystem().bands.rates.length).toBeGreaterThan(3)
    const use = handlers['operating-point-use']({ run, choice: { system: 'face', point: 3 } }, quiet)
    await expect(use).rejects.toThrow(failure('only-scores'))
    expect(readOperatingPoint(directory)).toBeNull()
  })
})
