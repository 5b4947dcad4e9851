import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { Trial, TrialRun } from '../../enrollment-data/trials.ts'
import { readScoreFile } from '../../main/evaluation/score-file.ts'
import { exportTrials, keepRaw } from '../../main/evaluation/trial-files.ts'
import { scoreLines, summariseTrials, trialsCsv } from '../../main/evaluation/trial-run.ts'

const trial = (change: Partial<Trial> = {}): Trial => ({
  at: '2026-01-02T03:04:05.000Z',
  role: 'genuine',
  attack: '',
  claimed: 1,
  presenter: '#1',
  simulated: false,
  outcome: 'accept',
  reason: 'score-reaches-threshold',
  score: 7,
  threshold: 4,
  face: 5,
  voice: 2,
  ...change,
})
const impostor = (claimed: number, presenter: string, change: Partial<Trial> = {}) =>
  trial({ role: 'impostor', claimed, presenter, outcome: 'reject', score: -3, ...change })
const nothing = { outcome: 'not-acquired', score: null, threshold: null, face: null, voice: null } as const
const run: TrialRun = { id: 1, name: 'Lab one', created: '', claim: 0.5, rawFolder: null, trials: 0 }
const folder = () => {
  const path = mkdtempSync(join(tmpdir(), 'viseme-trials-'))
  onTestFinished(() => rmSync(path, { recursive: true }))
  return path
}

describe('the figures of a trial run', () => {
  test('count a genuine attempt that could not be acquired as a false reject', () => {
    const { frr, not_acquired } = summariseTrials(run, [trial(), trial(nothing), trial(), trial()])
    expect(frr).toMatchObject({ value: 0.25, errors: 1, trials: 4 })
    expect(not_acquired).toBe(1)
  })

  test('count accepted impostors, and keep attacks apart by their kind', () => {
    const print = { role: 'attack', attack: 'print', presenter: 'Eve' } as const
    const { far, attacks, genuine } = summariseTrials(run, [
      impostor(1, 'Eve', { outcome: 'accept' }),
      impostor(2, 'Eve'),
      trial({ ...print, outcome: 'accept' }),
      trial({ ...print, outcome: 'reject' }),
      trial({ ...print, attack: 'mask', outcome: 'reject' }),
    ])
    expect(far).toMatchObject({ value: 0.5, errors: 1, trials: 2 })
    expect(attacks).toMatchObject([
      { kind: 'mask', accepted: { errors: 0, trials: 1 } },
      { kind: 'print', accepted: { errors: 1, trials: 2 } },
    ])
    expect(genuine).toBe(0)
  })

  test('tell how many more pairs the claim needs: FAR <= 1/2 needs five without an error', () => {
    expect(summariseTrials(run, []).still_needed).toBe(5)
    const pairs = [impostor(1, 'Eve'), impostor(2, 'Eve'), impostor(2, 'Eve')]
    expect(summariseTrials(run, pairs).still_needed).toBe(3) // the third repeats a pair
    const enough = Array.from({ length: 5 }, (_, claimed) => impostor(claimed, 'Eve'))
    expect(summariseTrials(run, enough)).toMatchObject({ still_needed: 0, claim: { carried: true } })
    const broken = [...enough, impostor(9, 'Eve', { outcome: 'accept' })]
    expect(summariseTrials(run, broken).still_needed).toBe(null)
  })

  test('of nothing are no rates', () => {
    expect(summariseTrials(run, [])).toMatchObject({ far: null, frr: null, attacks: [] })
  })
})

describe('the files of a trial run', () => {
  const trials = [
    trial(),
    impostor(1, 'Eve Smith', { score: -3.5 }),
    impostor(2, '#1', nothing),
    trial({ role: 'attack', attack: 'print', presenter: 'Eve' }),
  ]

  test('hold scores that metrics reads, without the attacks; what was not acquired matches nobody', async () => {
    const path = folder()
    const [scores] = await exportTrials(run, trials, path)
    expect(readFileSync(scores, 'utf8')).toBe(scoreLines(trials))
    const read = await readScoreFile(scores)
    expect(read.format).toBe('kaldi')
    expect([...read.scores.genuine]).toEqual([7])
    expect([...read.scores.impostor]).toEqual([-3.5, -Infinity])
  })

  test('hold every attempt as CSV and JSON', async () => {
    const [, csv, json] = await exportTrials(run, trials, folder())
    expect(readFileSync(csv, 'utf8').trimEnd().split('\n')).toHaveLength(5)
    expect(JSON.parse(readFileSync(json, 'utf8'))).toMatchObject({ run: { name: 'Lab one' }, trials })
  })

  test('quote what CSV needs quoted, and hand no formula to a spreadsheet', () => {
    const [, line] = trialsCsv([trial({ presenter: '=1+1, "x"' })]).split('\n')
    expect(line).toContain('"\'=1+1, ""x"""')
  })

  test('are not written where the path is not a whole one', async () => {
    await expect(exportTrials(run, trials, 'somewhere')).rejects.toMatchObject({ code: 'bad-folder' })
  })

  test('keep pictures and recordings only of a run that was begun so', async () => {
    const path = folder()
    const picture = { width: 2, height: 2, channels: 3 as const, data: new Uint8Array(12) }
    const presented = {
      faces: [{ source: 'camera', value: picture }],
      voices: [{ source: 'microphone', value: new Float32Array(160) }],
    }
    await keepRaw({ ...run, rawFolder: null }, 1, presented)
    await keepRaw({ ...run, rawFolder: path }, 7, presented)
    expect(
      readFileSync(join(path, 'Lab-one', '00007-face-1.png'))
        .subarray(1, 4)
        .toString(),
    ).toBe('PNG')
    expect(readFileSync(join(path, 'Lab-one', '00007-voice-1.wav')).toString('latin1', 0, 4)).toBe('RIFF')
  })
})
