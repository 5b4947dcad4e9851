import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { Trial, TrialRun } from '../../enrollment-data/trials.ts'
import { readScoreFile } from '../../main/evaluation/score-file.ts'
import { exportTrials, forgetRaw, keepRaw } from '../../main/evaluation/trial-files.ts'
import { scoreLines, summariseTrials, trialsCsv } from '../../main/evaluation/trial-run.ts'
import { trial } from '../enrollment-data/trial.ts'

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

  test('leave out what was withdrawn, and say how much that is', () => {
    const eve = impostor(1, 'Eve', { outcome: 'accept', withdrawn: true })
    const trials = [trial(), trial({ ...nothing, withdrawn: true }), eve, impostor(2, 'Eve')]
    const { frr, far, not_acquired, withdrawn, claim } = summariseTrials(run, trials)
    expect({ frr, far, not_acquired, withdrawn, claim }).toMatchObject({
      frr: { errors: 0, trials: 1 },
      far: { errors: 0, trials: 1 },
      not_acquired: 0,
      withdrawn: 2,
      claim: { comparisons: 1, false_accepts: 0 },
    })
    expect(scoreLines(trials).split('\n')).toHaveLength(3)
    expect(trialsCsv(trials).trim().split('\n')).toHaveLength(5)
  })

  test('tell in how many attempts of a cascade the voice was needed', () => {
    const alone = trial({ cascade: true, voice: null })
    const { voice_needed } = summariseTrials(run, [
      alone,
      alone,
      alone,
      trial({ cascade: true }),
      trial(),
      trial({ cascade: true, ...nothing }),
    ])
    expect(voice_needed).toMatchObject({ value: 0.25, errors: 1, trials: 4 })
    expect(summariseTrials(run, [trial()]).voice_needed).toBe(null)
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

  /** Impostors 0, 1, ... each claiming somebody else. */
  const apart = (count: number) => Array.from({ length: count }, (_, at) => impostor(at, `P${at}`))

  test('tell how many more people the claim needs: FAR <= 1/2 needs five without an error', () => {
    expect(summariseTrials(run, []).claim).toMatchObject({ still_needed: 5, carried: false })
    expect(summariseTrials(run, apart(4)).claim).toMatchObject({ still_needed: 1, carried: false })
    expect(summariseTrials(run, apart(5)).claim).toMatchObject({
      still_needed: 0,
      carried: true,
      reason: null,
    })
  })

  test('let no single impostor, and no single claimed person, carry the claim', () => {
    const one = Array.from({ length: 50 }, (_, claimed) => impostor(claimed, 'Eve'))
    expect(summariseTrials(run, one).claim).toMatchObject({ independent: 1, carried: false, still_needed: 4 })
    const victim = Array.from({ length: 50 }, (_, who) => impostor(1, `P${who}`))
    expect(summariseTrials(run, victim).claim).toMatchObject({ independent: 1, carried: false })
  })

  test('leave what was not acquired out of the claim', () => {
    const failed = apart(5).map((attempt) => ({ ...attempt, ...nothing }))
    expect(summariseTrials(run, failed).claim).toMatchObject({ comparisons: 0, carried: false })
  })

  test('carry a claim despite errors only where the one-sided bound stays below it', () => {
    // With one error among n, 95 % bound of 1/2: (1 + n) / 2^n <= 0.05 first at n = 8.
    const withErrors = (count: number, errors: number) =>
      apart(count).map((attempt, at) => (at < errors ? { ...attempt, outcome: 'accept' as const } : attempt))
    expect(summariseTrials(run, withErrors(7, 1)).claim).toMatchObject({ carried: false, still_needed: 1 })
    expect(summariseTrials(run, withErrors(8, 1)).claim).toMatchObject({ carried: true, needed: 8 })
    expect(summariseTrials(run, withErrors(20, 15)).claim.carried).toBe(false)
    const often = Array.from({ length: 60 }, () => impostor(0, 'P0', { outcome: 'accept' }))
    expect(summariseTrials(run, [...apart(20), ...often]).claim.carried).toBe(false)
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

  test('let an attempt without its signs of life match nobody, as the window counts it', async () => {
    const suspected = { outcome: 'reject', reason: 'attack-suspected', score: 9 } as const
    const both = [trial(suspected), impostor(1, 'Eve', suspected)]
    const [scores] = await exportTrials(run, both, folder())
    const read = await readScoreFile(scores)
    expect([...read.scores.genuine, ...read.scores.impostor]).toEqual([-Infinity, -Infinity])
    expect(summariseTrials(run, both)).toMatchObject({ frr: { errors: 1 }, far: { errors: 0 } })
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
      readFileSync(join(path, 'Lab-one-1', '00007-face-1.png'))
        .subarray(1, 4)
        .toString(),
    ).toBe('PNG')
    expect(readFileSync(join(path, 'Lab-one-1', '00007-voice-1.wav')).toString('latin1', 0, 4)).toBe('RIFF')
    await keepRaw({ ...run, rawFolder: path }, 8, presented)
    await forgetRaw({ ...run, rawFolder: path }, 7)
    expect(readdirSync(join(path, 'Lab-one-1')).sort()).toEqual(['00008-face-1.png', '00008-voice-1.wav'])
  })
})
