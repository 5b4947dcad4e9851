import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type MeasureTask, measureOnThread } from '../../main/evaluation/measure-thread.ts'
import { temporaryFolder } from '../temporary-folder.ts'

const failure = (code: string) => expect.objectContaining({ code, exitCode: 2 })
const simulated = (directory: string): MeasureTask => ({
  kind: 'data-set',
  choices: { dataset: 'simulated:3:2:1', modalities: ['voice'], seed: 1, resamples: 20 },
  board: { id: 'esp-eye', options: {} },
  directory,
})

test('a measurement that was cancelled goes on where it stopped, and is the same as one that was not', async () => {
  const directory = temporaryFolder()
  const { signal, abort } = withAbort()
  const seen: [number, number][] = []
  const cancelled = measureOnThread(
    simulated(directory),
    (done, total) => {
      seen.push([done, total])
      if (done === 2) abort()
    },
    signal,
  )
  await expect(cancelled).rejects.toThrow(failure('measure-cancelled'))
  expect(seen.slice(0, 2)).toEqual([
    [0, 6],
    [1, 6],
  ])
  const again = await measureOnThread(simulated(directory), () => {}, withAbort().signal)
  const whole = await measureOnThread(simulated(temporaryFolder()), () => {}, withAbort().signal)
  const captured = (one: typeof again) =>
    (one.evaluation as unknown as { captured: { anew: number } }).captured.anew
  expect(captured(whole)).toBe(6)
  expect(captured(again)).toBeLessThanOrEqual(4)
  expect(again.systems).toEqual(whole.systems)
  expect(again.simulated).toBe(true)
})

test('what cannot be measured says why', async () => {
  const path = join(temporaryFolder(), 'scores.txt')
  writeFileSync(path, 'a b 1 target\n')
  const task: MeasureTask = { kind: 'scores', path, ratios: false, fmrs: [] }
  await expect(measureOnThread(task, () => {}, withAbort().signal)).rejects.toThrow(
    failure('one-sided-scores'),
  )
})

function withAbort() {
  const controller = new AbortController()
  return { signal: controller.signal, abort: () => controller.abort() }
}
