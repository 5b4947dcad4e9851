// Error rates on real people, with the networks that are shipped. Minutes long, so only on request: VISEME_LONG=1
// (and the data sets in ../shared, or where VISEME_SHARED says).

import { existsSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { viseme } from '../cli/viseme.ts'

const lists = resolve(process.env.VISEME_SHARED ?? '../shared', 'data', 'evaluation')
const requested = process.env.VISEME_LONG === '1' && existsSync(lists)
const HOUR = 3_600_000

describe.skipIf(!requested)('on real people of ../shared (VISEME_LONG=1)', () => {
  it(
    'the EER by face on the test trials of LFW is at most 4 %',
    async () => {
      const { code, json } = await viseme(
        'evaluate',
        ...['--dataset', join(lists, 'lfw-test.csv')],
        ...['--trials', join(lists, 'lfw-test-trials.txt')],
        ...['--modalities', 'face', '--no-cache', '--json'],
      )
      expect(code).toBe(0)
      const { genuine, impostor, eer } = json.systems.face
      expect(genuine + impostor + json.trials_skipped).toBe(1200)
      // Pictures that the quality gate refuses take their comparisons with them: they must stay few.
      expect(json.trials_skipped).toBeLessThanOrEqual(120)
      expect(eer.value).toBeLessThanOrEqual(0.04)
    },
    HOUR,
  )

  it(
    'the EER by voice on ten speakers of LibriSpeech "other" is at most 5 %',
    async () => {
      const { code, json } = await viseme(
        'evaluate',
        ...['--dataset', join(lists, 'libri-other-test.csv')],
        ...['--modalities', 'voice', '--no-cache', '--json'],
      )
      expect(code).toBe(0)
      expect(json).toMatchObject({ people: 10, samples: 100 })
      expect(json.systems.voice.eer.value).toBeLessThanOrEqual(0.05)
    },
    HOUR,
  )

  it(
    'a second run on the same people takes a fiftieth of the time of the first',
    async () => {
      const data = mkdtempSync(join(tmpdir(), 'viseme-measured-'))
      const run = () =>
        viseme(
          'evaluate',
          ...['--dataset', join(lists, 'libri-other-test.csv'), '--modalities', 'voice'],
          ...['--data', data, '--json'],
        )
      const [first, second] = [(await run()).json, (await run()).json]
      expect(first.captured).toMatchObject({ anew: 100, from_cache: 0 })
      expect(second.captured).toMatchObject({ anew: 0, from_cache: 100 })
      expect(first.captured.seconds / second.captured.seconds).toBeGreaterThanOrEqual(50)
      expect(second.systems).toEqual(first.systems)
    },
    HOUR,
  )

  it(
    'the mean EER of chimeric people over 100 draws is at most 0.5 %',
    async () => {
      const { code, json } = await viseme(
        'evaluate',
        ...['--dataset', join(lists, 'lfw-test.csv'), '--voice-dataset', join(lists, 'libri-other-test.csv')],
        ...['--protocol', 'chimeric', '--pairing', join(lists, 'chimeric-draws.csv'), '--no-cache', '--json'],
      )
      expect(code).toBe(0)
      expect(json).toMatchObject({ chimeric: true, draws: { count: 100, seed: null } })
      expect(json.draws.systems.fused.eer.mean).toBeLessThanOrEqual(0.005)
    },
    HOUR,
  )
})
