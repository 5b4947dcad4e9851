import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { temporaryFolder } from '../temporary-folder.ts'
import { viseme } from './viseme.ts'

const scoreFile = (lines: string[], name = 'scores.txt') => {
  const path = join(temporaryFolder(), name)
  writeFileSync(path, `${lines.join('\n')}\n`)
  return path
}

// The hand-made scores of tests/evaluation/metrics.test.ts: EER 1/3 at 0.6, AUC 8/9.
const kaldi = [
  'a-1 a-2 0.5 target',
  'a-1 a-3 0.7 target',
  'b-1 b-2 0.9 target',
  'a-1 b-1 0.2 nontarget',
  'a-2 b-1 0.4 nontarget',
  'a-3 b-2 0.6 nontarget',
]
const csv = ['label,score', '1,0.5', 'target,0.7', 'genuine,0.9', '0,0.2', 'nontarget,0.4', 'impostor,0.6']
const bob = ['a a a-2 0.5', 'a a a-3 0.7', 'b b b-2 0.9', 'a b b-1 0.2', 'a b b-3 0.4', 'b a a-1 0.6']

describe('viseme metrics', () => {
  it.each([
    ['kaldi', kaldi],
    ['csv', csv],
    ['csv', csv.slice(1)],
    ['bob', bob],
  ])('reads the %s format', async (format, lines) => {
    const { code, json } = await viseme('metrics', scoreFile(lines), '--json')
    expect(code).toBe(0)
    expect(json).toMatchObject({ format, genuine: 3, impostor: 3, eer_threshold: 0.6, cllr: null })
    expect(json.eer.value).toBeCloseTo(1 / 3, 12)
    expect(json.auc).toBeCloseTo(8 / 9, 12)
    expect(json.min_dcf.map(({ p_target }: { p_target: number }) => p_target)).toEqual([0.01, 0.05])
    expect(json.fnmr_at_fmr.map(({ fmr }: { fmr: number }) => fmr)).toEqual([0.1, 0.01, 0.001, 0.0001])
  })

  it('resamples people where the file names them, and says where it cannot', async () => {
    const named = await viseme('metrics', scoreFile(bob), '--json')
    expect(named.json).toMatchObject({
      people: 2,
      intervals: expect.stringMatching(/^bootstrap over people/),
    })
    const kaldiNamed = await viseme('metrics', scoreFile(kaldi), '--json')
    expect(kaldiNamed.json).toMatchObject({
      people: 2,
      people_source: 'people are what names hold before their last -',
    })
    const unnamed = await viseme('metrics', scoreFile(csv), '--json')
    expect(unnamed.json).toMatchObject({
      people: null,
      people_source: 'the format does not name people',
      intervals: expect.stringMatching(/^Clopper-Pearson/),
    })
  })

  it('tells the figures in words', async () => {
    const { code, out } = await viseme('metrics', scoreFile(kaldi))
    expect(code).toBe(0)
    expect(out).toMatch(/EER\s+33\.33 % \(.*\) at score 0\.6/)
    expect(out).toMatch(
      /refused: FMR <= 0\.01 needs at least 299 independent impostor comparisons without an error/,
    )
  })

  it('gives Cllr where the scores are said to be log-likelihood ratios', async () => {
    const { json } = await viseme('metrics', scoreFile(['1,0', '0,0']), '--llr', '--json')
    expect(json.cllr).toBeCloseTo(1, 12)
  })

  it('refuses a false-accept rate that the scores cannot carry, with exit code 1', async () => {
    const { code, json } = await viseme('metrics', scoreFile(kaldi), '--far', '0.00002', '--json')
    expect(code).toBe(1)
    const asked = json.fnmr_at_fmr.find(({ fmr }: { fmr: number }) => fmr === 0.00002)
    expect(asked).toMatchObject({ fnmr: null, threshold: null })
    expect(asked.reason).toMatch(
      /149,786 independent impostor comparisons without an error, from 548 people .*; you have 3 from 2 people \(1 different pair\)$/,
    )
  })

  it('refuses a claim that repeated comparisons of few people do not carry', async () => {
    const lines = ['a', 'b', 'c'].flatMap((claimed) =>
      ['a', 'b', 'c'].flatMap((real) =>
        Array.from({ length: 10 }, (_, i) => `${claimed} ${real} s${i} ${claimed === real ? 0.9 : i / 100}`),
      ),
    )
    const { code, json } = await viseme('metrics', scoreFile(lines), '--far', '0.1', '--json')
    expect(code).toBe(1)
    expect(json.claim).toMatchObject({ carried: false, comparisons_needed: 29, people_needed: 9, pairs: 3 })
    expect(json.claim.reason).toMatch(/you have 60 from 3 people \(3 different pairs\)$/)
    expect((await viseme('metrics', scoreFile(lines), '--far', '0.1')).out).toMatch(
      /claim refused\s+FAR <= 0\.1 needs/,
    )
  })

  it('fixes threshold and calibration on a second file', async () => {
    // Meets at 0.6 there; here 1 of 3 genuine and 0 of 1 impostors err at 0.6.
    const test = scoreFile(['1,0.5', '1,0.7', '1,0.9', '0,0.3'])
    const development = scoreFile(csv, 'development.csv')
    const { code, json } = await viseme('metrics', test, '--development', development, '--json')
    expect(code).toBe(0)
    expect(json.hter).toMatchObject({ threshold: 0.6, development: { genuine: 3, impostor: 3 } })
    expect(json.hter.value).toBeCloseTo(1 / 6, 12)
    expect(json.calibration.slope).toBeGreaterThan(0)
    expect(json.cllr).toBeGreaterThan(json.min_cllr)
    expect((await viseme('metrics', test, '--development', development)).out).toMatch(/HTER\s+16\.67 %/)
    const oneSided = await viseme('metrics', test, '--development', scoreFile(['1,2'], 'one.csv'), '--json')
    expect(oneSided.json.error.message).toMatch(/development file has 1 genuine and 0 impostor/)
  })

  it('weighs errors by the costs given', async () => {
    const { json } = await viseme('metrics', scoreFile(csv), '--cost-miss', '10', '--json')
    expect(json.min_dcf[0]).toMatchObject({ p_target: 0.01, cost_miss: 10, cost_false_match: 1 })
    // p = 0.01, a miss costs 10: rejecting .5 costs 0.1 / 3 over 0.1.
    expect(json.min_dcf[0].value).toBeCloseTo(1 / 3, 12)
    expect((await viseme('metrics', scoreFile(csv), '--cost-miss', '0')).code).toBe(2)
  })

  it('reports a false-accept rate that they do carry', async () => {
    const lines = Array.from({ length: 100 }, (_, i) => `0,${i / 100}`)
    const { code, json } = await viseme(
      'metrics',
      scoreFile(['1,0.97', '1,0.9', ...lines]),
      '--far',
      '0.05',
      '--json',
    )
    expect(code).toBe(0)
    expect(json.fnmr_at_fmr.find(({ fmr }: { fmr: number }) => fmr === 0.05)).toMatchObject({
      threshold: 0.95,
      fnmr: { value: 0.5 },
      false_matches: 5,
    })
  })

  it.each([
    ['a score that is no number', [...kaldi, 'a-1 b-9 high nontarget'], 7, /high is not a number/],
    ['NaN', ['1,0.5', '0,nan'], 2, /nan is not a number/],
    ['a missing score', ['1,0.5', '0,'], 2, /is not a number/],
    ['a missing column', ['a b 0.5 target', 'a b 0.5'], 2, /not "enrol test score/],
    ['an unknown label', ['1,0.5', 'maybe,0.5'], 2, /label maybe is neither/],
    ['another format', ['hello world'], 1, /neither of the three known formats/],
    ["five of Bob's columns", ['a a x 0.5', 'a a x y 0.5'], 2, /not four columns/],
  ])('refuses %s by line number', async (_what, lines, line, reason) => {
    const { code, err, json } = await viseme('metrics', scoreFile(lines), '--json')
    expect(code).toBe(2)
    expect(json.error.code).toBe('bad-score-file')
    expect(json.error.message).toContain(`line ${line}: `)
    expect(json.error.message).toMatch(reason)
    expect(err).toContain('Score files hold')
  })

  it('does not take labels for scores where the columns look like those of Bob', async () => {
    const labels = kaldi.map((line) => line.replace('nontarget', '0').replace('target', '1'))
    const { code, json } = await viseme('metrics', scoreFile(labels), '--json')
    expect(code).toBe(2)
    expect(json.error.code).toBe('bad-score-file')
    expect(json.error.message).toMatch(/fourth column holds only 0 and 1, the third numbers/)
  })

  it('reads hard decisions of Bob, whose third column names the sample', async () => {
    const decisions = ['a a a-2 1', 'b b b-2 1', 'a b b-1 0', 'b a a-1 1']
    const { code, json } = await viseme('metrics', scoreFile(decisions), '--json')
    expect(code).toBe(0)
    expect(json).toMatchObject({ format: 'bob', genuine: 2, impostor: 2 })
  })

  it('refuses a file without scores, a missing file, and scores of one kind', async () => {
    expect(await viseme('metrics', scoreFile(['', '']))).toMatchObject({ code: 2 })
    expect(await viseme('metrics', join(temporaryFolder(), 'none.txt'))).toMatchObject({ code: 2 })
    const { code, json } = await viseme('metrics', scoreFile(['1,0.5']), '--json')
    expect(code).toBe(2)
    expect(json.error.code).toBe('one-sided-scores')
  })

  it('refuses rates outside 0 to 1', async () => {
    expect((await viseme('metrics', scoreFile(kaldi), '--far', '1.5')).code).toBe(2)
  })
})
