import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readDataSet } from '../../main/evaluation/data-set.ts'
import { type EvaluationChoices, readEvaluation } from '../../main/evaluation/evaluation-inputs.ts'
import { samplesToCapture } from '../../main/evaluation/evaluation-request.ts'
import { readTrialList } from '../../main/evaluation/trial-list.ts'

const folder = mkdtempSync(join(tmpdir(), 'viseme-inputs-'))
function written(name: string, ...lines: string[]): string {
  writeFileSync(join(folder, name), `${lines.join('\n')}\n`)
  return join(folder, name)
}
const read = (choices: Partial<EvaluationChoices>) =>
  readEvaluation({ dataset: 'simulated:3', modalities: ['face', 'voice'], ...choices })

describe('a manifest', () => {
  it('marks attacks, simulated people and development people; its other further columns are groups', () => {
    const { samples } = readDataSet(
      written(
        'marked.csv',
        'person,session,modality,path,attack,simulated,split,sex',
        'a,1,face,a.png,,,test,f',
        'a,1,face,a-print.png,print,,test,f',
        'b,1,face,b.png,none,yes,development,m',
      ),
    )
    expect(samples.map(({ attack, simulated, split, groups }) => [attack, simulated, split, groups])).toEqual(
      [
        [undefined, undefined, 'test', { sex: 'f' }],
        ['print', undefined, 'test', { sex: 'f' }],
        [undefined, true, 'development', { sex: 'm' }],
      ],
    )
  })

  it('puts its development people aside by the column split', () => {
    const dataset = written(
      'split.csv',
      'person,session,modality,path,split',
      'a,1,face,a.png,test',
      'b,1,face,b.png,dev',
      'c,1,face,c.png,',
    )
    const { set, development } = read({ dataset })
    expect(set.samples.map(({ person }) => person)).toEqual(['a', 'c'])
    expect(development).toMatchObject({ name: 'split.csv, split dev', samples: [{ person: 'b' }] })
  })
})

describe('development people of a manifest', () => {
  const manifest = (name: string, ...splits: string[]) =>
    written(
      name,
      'person,session,modality,path,split',
      ...splits.map((split, i) => `p${i},1,face,${i}.png,${split}`),
    )

  it('are told whatever the letters and spaces of their split', () => {
    const { set, development } = read({ dataset: manifest('loose.csv', ' DEV ', 'Test', '') })
    expect(development!.samples.map(({ person }) => person)).toEqual(['p0'])
    expect(set.samples.map(({ person }) => person)).toEqual(['p1', 'p2'])
  })

  it('leave nothing to --calibration', () => {
    expect(() =>
      read({ dataset: manifest('both.csv', 'dev', 'test'), calibration: 'cross-validated' }),
    ).toThrow(expect.objectContaining({ code: 'contradictory-options', exitCode: 2 }))
  })

  it('are refused where they are everybody', () => {
    expect(() => read({ dataset: manifest('all.csv', 'dev', 'train') })).toThrow(/leaves nobody to measure/)
  })
})

describe('faces and voices from two sets', () => {
  it('are of the same people where that is said', () => {
    const { set } = read({ dataset: 'simulated:3', voiceDataset: 'simulated:3', samePeople: true })
    expect(set.samples.filter(({ person }) => person === 'simulated-1000')).toHaveLength(8)
  })
})

describe('a list with comparisons listed twice', () => {
  it('is noted', () => {
    const dataset = written('twice.csv', 'person,session,modality,path', 'a,1,face,a.png', 'b,1,face,b.png')
    const trials = written('twice.txt', '0 a.png b.png', '0 b.png a.png')
    expect(read({ dataset, trials }).notes).toEqual([
      'twice.txt lists 1 comparison again, which was made once',
    ])
  })
})

describe('simulated people as a data set', () => {
  it('have a face and a voice in every session, drawn when they are captured', () => {
    const { samples } = readDataSet('simulated:2:3:5')
    expect(samples).toHaveLength(2 * 3 * 2)
    expect(samples[0]).toMatchObject({ person: 'simulated-5000', session: '0', modality: 'face' })
    expect(samples.at(-1)).toMatchObject({
      simulated: { seed: 5001, session: 2, index: 0 },
      modality: 'voice',
    })
    expect(readDataSet('simulated:3').samples).toHaveLength(3 * 4 * 2)
  })

  it.each(['simulated:', 'simulated:0', 'simulated:two', 'simulated:2:3:4:5', 'simulated:1001'])(
    'are refused where %s names none',
    (name) => {
      expect(() => readDataSet(name)).toThrow(
        expect.objectContaining({ code: 'bad-simulated-set', exitCode: 2 }),
      )
    },
  )
})

describe('a trial list with attacks', () => {
  const set = readDataSet(
    written(
      'attacks.csv',
      'person,session,modality,path,attack',
      'a,1,face,a.png,',
      'b,1,face,b.png,',
      'a,2,face,mask.png,mask',
    ),
  )
  const trials = (...lines: string[]) => readTrialList(written('trials.txt', ...lines), set).trials

  it('takes the kind from the label, or from the data set', () => {
    expect(
      trials('0 a.png b.png', 'spoof a.png mask.png', 'attack:print a.png b.png').map(({ attack }) => attack),
    ).toEqual([undefined, 'mask', 'print'])
  })

  it('refuses an attack that is labelled otherwise', () => {
    expect(() => trials('1 a.png mask.png')).toThrow(
      /line 1: labelled genuine, but the data set calls it an attack/,
    )
  })
})

describe('what an evaluation is asked for', () => {
  it('takes faces and voices from two sets, and chimeric people from those with enough samples', () => {
    const faces = written(
      'faces.csv',
      'person,session,modality,path',
      ...[1, 2, 3, 4].map((n) => `f1,${n},face,f1-${n}.png`),
      ...[1, 2, 3].map((n) => `few,${n},face,few-${n}.png`),
      'f1,1,voice,ignored.wav',
    )
    const voices = written(
      'voices.csv',
      'person,session,modality,path',
      ...[1, 2, 3].map((n) => `v1,${n},voice,v1-${n}.wav`),
    )
    const request = read({ dataset: faces, voiceDataset: voices, protocol: 'chimeric' })
    expect(request.set.name).toBe('faces.csv + voices.csv')
    const { test } = samplesToCapture(request)
    expect([...new Set(test.map(({ person }) => person))]).toEqual(['f1', 'v1'])
    expect(test).toHaveLength(4 + 3)
  })

  it('reads who is paired with whom', () => {
    const pairing = written('pairing.csv', 'draw,speaker,face_person', ...['0,a,b', '0,b,a', '1,a,a'])
    const dataset = written(
      'pair.csv',
      'person,session,modality,path',
      ...['a', 'b'].flatMap((person) => [
        `${person},1,face,${person}.png`,
        `${person},1,voice,${person}.wav`,
      ]),
    )
    expect(read({ dataset, protocol: 'chimeric', pairing }).pairings).toEqual([
      [
        { face: 'b', voice: 'a' },
        { face: 'a', voice: 'b' },
      ],
      [{ face: 'a', voice: 'a' }],
    ])
    const bad =
      (...rows: string[]) =>
      () =>
        read({
          dataset,
          protocol: 'chimeric',
          pairing: written('bad.csv', 'draw,speaker,face_person', ...rows),
        })
    expect(bad('0,a,x')).toThrow(/line 2: pair\.csv has no face of x/)
    expect(bad('0,a,b', '0,a,a')).toThrow(/line 3: a or a comes twice in draw 0/)
    expect(bad()).toThrow(/pairs nobody/)
  })

  it.each([
    ['given pairs without a list', { protocol: 'pairs' }],
    ['a list with another protocol', { protocol: 'sessions', trials: 'trials.txt' }],
    ['chimeric people of one modality', { protocol: 'chimeric', modalities: ['face'] }],
    ['pairs of people who are not chimeric', { pairing: 'pairing.csv' }],
    ['two data sets without a word on their people', { voiceDataset: 'simulated:3' }],
    [
      'people who are the same and paired at random',
      { samePeople: true, voiceDataset: 'simulated:3', protocol: 'chimeric' },
    ],
    ['the same people as nobody', { samePeople: true }],
    ['two calibrations', { development: ['simulated:5'], calibration: 'cross-validated' }],
  ] as [string, Partial<EvaluationChoices>][])('refuses %s', (_what, choices) => {
    expect(() => read(choices)).toThrow(
      expect.objectContaining({ code: 'contradictory-options', exitCode: 2 }),
    )
  })
})
