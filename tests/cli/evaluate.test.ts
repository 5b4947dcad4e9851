import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { readMeasurement } from '../../main/evaluation/past-runs.ts'
import { rateText } from '../../main/evaluation/report/figures.ts'
import { newFolder, writePerson } from './presented.ts'
import { viseme } from './viseme.ts'

const shared = resolve(process.env.VISEME_SHARED ?? '../shared', 'data', 'evaluation')

/** Two simulated people in two sessions each, a face and a voice a session; and a file that is no picture. */
let manifest: string
beforeAll(async () => {
  // What is captured here is kept in a store of its own.
  process.env.VISEME_DATA = newFolder()
  const folder = newFolder()
  const rows = ['person,session,modality,path,start_s,end_s']
  for (const seed of [11, 12]) {
    for (const session of [0, 1]) {
      const { faces, voices } = await writePerson(folder, seed, session, 1, 1)
      rows.push(`s${seed},${session},face,${faces[0]},,`, `s${seed},${session},voice,${voices[0]},,`)
    }
  }
  writeFileSync(join(folder, 'broken.png'), 'no picture')
  rows.push('s11,2,face,broken.png,,')
  manifest = join(folder, 'manifest.csv')
  writeFileSync(manifest, `${rows.join('\n')}\n`)
})

describe('viseme evaluate', () => {
  it('measures face, voice and both with the networks of the board, and writes the scores that it measured', async () => {
    const out = join(newFolder(), 'report')
    const { code, json } = await viseme('evaluate', '--dataset', manifest, '--out', out, '--json')
    expect(code).toBe(0)
    expect(json).toMatchObject({
      dataset: 'manifest.csv',
      protocol: 'all-pairs',
      people: 2,
      samples: 9,
      simulated: false,
      skipped: [{ sample: 'broken.png', stage: 'read', code: 'unreadable-image' }],
      systems: {
        face: { genuine: 2, impostor: 4 },
        voice: { genuine: 2, impostor: 4 },
        fused: { genuine: 2, impostor: 4 },
      },
    })
    expect(JSON.parse(readFileSync(join(out, 'evaluation.json'), 'utf8'))).toEqual(json)
    for (const system of ['face', 'voice', 'fused']) {
      const again = await viseme('metrics', join(out, `${system}-scores.txt`), '--json')
      expect(again.json.eer.value).toBe(json.systems[system].eer.value)
      expect(again.json.auc).toBe(json.systems[system].auc)
    }
  })

  it('refuses a claim that two people cannot carry, with exit code 1', async () => {
    const { code, json } = await viseme('evaluate', '--dataset', manifest, '--far', '0.01', '--json')
    expect(code).toBe(1)
    expect(json.claims.fused).toMatchObject({ carried: false, comparisons_needed: 299, pairs: 1 })
  })

  it('writes a report that names nobody, and with --names names the samples', async () => {
    const out = join(newFolder(), 'report')
    const args = [
      'evaluate',
      '--dataset',
      manifest,
      '--modalities',
      'face',
      '--resamples',
      '50',
      '--out',
      out,
    ]
    const { json } = await viseme(...args, '--json')
    const html = () => readFileSync(join(out, 'report.html'), 'utf8')
    expect(html()).toContain(rateText(json.systems.face.eer))
    expect(html()).toContain(`evaluate --dataset ${manifest} --modalities face --seed 1 --resamples 50`)
    expect(html()).toContain('<td>person 1</td>')
    expect(html()).not.toContain('s11')
    const { systems, title, seed } = readMeasurement(join(out, 'measurement.json'))
    expect(systems.map(({ metrics }) => metrics)).toEqual([json.systems.face])
    expect([title, seed]).toEqual(['manifest.csv', 1])
    const sample = systems[0].worst?.false_rejects[0].enrolled.samples[0]
    expect(sample).toMatchObject({ modality: 'face', start: null, end: null, simulated: null })
    expect(existsSync(sample?.path ?? '')).toBe(true)
    await viseme(...args, '--names')
    expect(html()).toContain('<td>s11</td>')
  })

  it('makes the comparisons of a list, of one modality', async () => {
    const folder = newFolder()
    const [, first, , second] = readFileSync(manifest, 'utf8')
      .split('\n')
      .map((line) => line.split(',')[3])
    const trials = join(folder, 'trials.txt')
    writeFileSync(trials, `1 ${first} ${second}\n`)
    const { code, json } = await viseme(
      'evaluate',
      '--dataset',
      manifest,
      '--trials',
      trials,
      '--modalities',
      'face',
      '--json',
    )
    expect(code).toBe(0)
    expect(json).toMatchObject({ protocol: 'given-pairs', samples: 2, systems: { face: null, voice: null } })
    expect(json.notes).toContain('face: 1 genuine and 0 impostor comparisons give no error rates')
  })

  it.each([
    ['a data set that is not there', ['--dataset', '/nowhere'], 'no-data-set'],
    ['a folder without samples', ['--dataset', newFolder()], 'no-samples'],
  ])('refuses %s', async (_what, args, expected) => {
    const { code, json } = await viseme('evaluate', ...args, '--json')
    expect(code).toBe(2)
    expect(json.error.code).toBe(expected)
  })

  it('refuses a report that cannot be written, before anything is captured', async () => {
    const folder = newFolder()
    const file = join(folder, 'report.txt')
    writeFileSync(file, 'a file')
    const occupied = join(folder, 'occupied')
    mkdirSync(join(occupied, 'face-scores.txt'), { recursive: true })
    // Were anything captured, the broken picture would be refused as nothing-acquired.
    const broken = join(folder, 'broken.csv')
    writeFileSync(broken, 'person,session,modality,path\ns1,1,face,none.png\n')
    for (const out of [file, join(file, 'below'), occupied]) {
      const { code, json } = await viseme('evaluate', '--dataset', broken, '--out', out, '--json')
      expect([code, json.error.code]).toEqual([4, 'unwritable-file'])
    }
    expect(readFileSync(file, 'utf8')).toBe('a file')
  })

  it('fails where it measured nothing', async () => {
    const only = join(newFolder(), 'only.csv')
    writeFileSync(only, 'person,session,modality,path\ns1,1,face,none.png\ns2,1,face,none.png\n')
    const nothing = await viseme('evaluate', '--dataset', only, '--json')
    expect([nothing.code, nothing.json.error.code]).toEqual([2, 'nothing-acquired'])
    const none = await viseme('evaluate', '--dataset', only, '--modalities', 'voice', '--json')
    expect([none.code, none.json.error.code]).toEqual([2, 'no-samples'])
  })

  it('refuses an unknown modality and a missing data set', async () => {
    expect((await viseme('evaluate', '--dataset', manifest, '--modalities', 'iris')).code).toBe(2)
    expect((await viseme('evaluate')).code).toBe(2)
  })

  it('refuses a board that does not exist as described', async () => {
    const { code, json } = await viseme(
      'evaluate',
      '--dataset',
      manifest,
      '--psram',
      'off',
      '--arena',
      'psram',
      '--json',
    )
    expect(code).toBe(2)
    expect(json.error.code).toBe('board-options')
  })
})

describe.skipIf(!existsSync(shared))('on real voices of ../shared', () => {
  it('tells most of four speakers apart', async () => {
    const folder = newFolder()
    mkdirSync(folder, { recursive: true })
    const [heads, ...rows] = readFileSync(join(shared, 'libri-other-test.csv'), 'utf8').trim().split('\n')
    const few = rows
      .filter((_, i) => i % 10 < 2 && i < 40)
      .map((row) => row.replace('../', `${resolve(shared, '..')}/`))
    const path = join(folder, 'few.csv')
    writeFileSync(path, [heads, ...few].join('\n'))
    const { json } = await viseme('evaluate', '--dataset', path, '--modalities', 'voice', '--json')
    expect(json).toMatchObject({ people: 4, samples: 8, systems: { voice: { genuine: 4, impostor: 24 } } })
    // 96 pairs of a genuine and an impostor comparison: at most 9 in the wrong order.
    expect(json.systems.voice.auc).toBeGreaterThanOrEqual(87 / 96)
  })
})
