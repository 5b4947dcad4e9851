import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parseCsv } from '../../main/evaluation/csv.ts'
import { readDataSet } from '../../main/evaluation/data-set.ts'
import { readTrialList } from '../../main/evaluation/trial-list.ts'
import { asOrdinaryUser } from '../ordinary-user.ts'
import { temporaryFolder } from '../temporary-folder.ts'

function folderOf(files: string[]): string {
  const folder = temporaryFolder()
  for (const file of files) {
    mkdirSync(join(folder, file, '..'), { recursive: true })
    writeFileSync(join(folder, file), '')
  }
  return folder
}

function manifest(lines: string[], name = 'manifest.csv'): string {
  const path = join(temporaryFolder(), name)
  writeFileSync(path, lines.join('\n'))
  return path
}

const HEADS = 'person,session,modality,path,start_s,end_s'

describe('a folder of samples', () => {
  it('gives person, session and modality by its names', () => {
    const folder = folderOf([
      'ann/day1_01.png',
      'ann/day1_02.JPG',
      'ann/day2_01.wav',
      'bob/1.opus',
      'bob/notes.txt',
      'readme.md',
    ])
    const { samples } = readDataSet(folder)
    expect(samples.map(({ person, session, modality, name }) => [person, session, modality, name])).toEqual([
      ['ann', 'day1', 'face', 'ann/day1_01.png'],
      ['ann', 'day1', 'face', 'ann/day1_02.JPG'],
      ['ann', 'day2', 'voice', 'ann/day2_01.wav'],
      ['bob', '1', 'voice', 'bob/1.opus'],
    ])
    expect(samples[0].path).toBe(join(folder, 'ann/day1_01.png'))
  })

  it('may hold a folder for each session, as VoxCeleb does, whose trial lists then name its samples', () => {
    const folder = folderOf([
      'id10270/5r0dWxy17C8/00001.wav',
      'id10270/x6uYqmx31kE/00001.wav',
      'id10300/8jEAjG6SegY/00002.wav',
    ])
    const set = readDataSet(folder)
    expect(set.samples.map(({ person, session }) => [person, session])).toEqual([
      ['id10270', '5r0dWxy17C8'],
      ['id10270', 'x6uYqmx31kE'],
      ['id10300', '8jEAjG6SegY'],
    ])
    const list = manifest(
      [
        '1 id10270/5r0dWxy17C8/00001.wav id10270/x6uYqmx31kE/00001.wav',
        '0 id10270/5r0dWxy17C8/00001.wav id10300/8jEAjG6SegY/00002.wav',
      ],
      'veri_test.txt',
    )
    expect(readTrialList(list, set).trials).toHaveLength(2)
  })

  it('is refused when missing or empty', () => {
    expect(() => readDataSet('/nowhere/at/all')).toThrow(
      expect.objectContaining({ code: 'no-data-set', exitCode: 2 }),
    )
    expect(() => readDataSet(folderOf(['a/readme.txt']))).toThrow(
      expect.objectContaining({ code: 'no-samples' }),
    )
  })
})

describe('what may not be read', () => {
  it.each([
    ["a person's folder", () => folderOf(['ann/1.png', 'bob/1.png']), 'bob'],
    ['a manifest', () => join(manifest([HEADS, 'ann,1,face,a.png,,']), '..'), 'manifest.csv'],
  ])('is refused as no data set: %s', (_what, make, locked) => {
    const folder = make()
    chmodSync(folder, 0o755)
    chmodSync(join(folder, locked), 0o000)
    asOrdinaryUser(() => {
      expect(() => readDataSet(folder)).toThrow(
        expect.objectContaining({
          code: 'no-data-set',
          exitCode: 2,
          message: expect.stringMatching(/cannot be read: EACCES/),
        }),
      )
    }, temporaryFolder())
    chmodSync(join(folder, locked), 0o755)
  })
})

describe('a manifest', () => {
  it('gives samples with paths relative to itself, parts of recordings, and further columns as groups', () => {
    const path = manifest([
      `${HEADS},device`,
      'ann,1,voice,../sounds/a.wav,1.5,4,phone',
      '"Lee, Bo",2,face,b.png,,,"a ""new"" one"',
      '',
    ])
    const { samples } = readDataSet(path)
    expect(samples[0]).toEqual({
      person: 'ann',
      session: '1',
      modality: 'voice',
      name: '../sounds/a.wav@1.5-4',
      path: join(path, '../../sounds/a.wav'),
      start: 1.5,
      end: 4,
      groups: { device: 'phone' },
    })
    expect(samples[1]).toMatchObject({
      person: 'Lee, Bo',
      name: 'b.png',
      start: null,
      groups: { device: 'a "new" one' },
    })
    // A folder that holds a manifest.csv is that manifest.
    expect(readDataSet(join(path, '..')).samples).toEqual(samples)
  })

  it("may list a person's own sample again as an attack with it", () => {
    const { samples } = readDataSet(
      manifest(['person,session,modality,path,attack', 'a,1,face,a.png,', 'a,2,face,a.png,replay']),
    )
    expect(samples.map(({ attack }) => attack)).toEqual([undefined, 'replay'])
  })

  it.each([
    ['a missing column', ['person,path', 'a,b'], /no column session, modality/],
    ['an unknown modality', [HEADS, 'a,1,face,a.png,,', 'a,1,iris,b.png,,'], /line 3: modality is neither/],
    ['an empty person', [HEADS, ',1,face,a.png,,'], /line 2: person is empty/],
    ['times in the wrong order', [HEADS, 'a,1,voice,a.wav,3,2'], /line 2: end_s is not after start_s/],
    ['a time that is no number', [HEADS, 'a,1,voice,a.wav,now,'], /line 2: not a number of seconds/],
    ['too many fields', [HEADS, 'a,1,face,a.png,,,x'], /line 2: more fields than headings/],
    [
      'a sample twice',
      [HEADS, 'a,1,face,a.png,,', 'b,1,face,a.png,,', 'a,2,face,./a.png,,'],
      /line 4: \.\/a\.png of a is listed in line 2 already/,
    ],
    [
      'a split of another name',
      ['person,session,modality,path,split', 'a,1,face,a.png, Dev ', 'a,1,face,b.png,holdout'],
      /line 3: split is none of test, eval, evaluation, dev, /,
    ],
  ])('is refused with %s', (_what, lines, message) => {
    expect(() => readDataSet(manifest(lines))).toThrow(message)
  })
})

describe('comma-separated values', () => {
  it('keep commas, quotes and line ends inside quotes, and count lines', () => {
    expect(parseCsv('a,b\r\n"1,2","x\ny"\n3,"say ""hi"""\n', 'text')).toEqual({
      heads: ['a', 'b'],
      rows: [
        { line: 2, fields: ['1,2', 'x\ny'] },
        { line: 4, fields: ['3', 'say "hi"'] },
      ],
    })
  })
})

describe('comma-separated values with a quote that is never closed', () => {
  it('are refused by the line of the quote, as it would swallow all further rows', () => {
    const lines = [HEADS, 'a,1,face,a.png,,', 'a,2,face,"b.png,,', 'a,3,face,c.png,,', '']
    expect(() => readDataSet(manifest(lines))).toThrow(
      expect.objectContaining({
        code: 'bad-csv',
        exitCode: 2,
        message: expect.stringMatching(/manifest\.csv, line 3: the quote that opens there is never closed/),
      }),
    )
  })
})

describe('a list of comparisons', () => {
  const set = () =>
    readDataSet(
      folderOf(['Ann_Lee/Ann_Lee_0001.jpg', 'Ann_Lee/Ann_Lee_0004.jpg', 'Bo/Bo_0001.jpg', 'Bo/Bo_1.wav']),
    )
  const list = (lines: string[]) => {
    const path = join(temporaryFolder(), 'trials.txt')
    writeFileSync(path, lines.join('\n'))
    return path
  }

  it('is read in the form of VoxCeleb', () => {
    const path = list([
      '1 Ann_Lee/Ann_Lee_0001.jpg Ann_Lee/Ann_Lee_0004.jpg',
      '0 Bo/Bo_0001.jpg Ann_Lee/Ann_Lee_0001.jpg',
      '',
    ])
    expect(
      readTrialList(path, set()).trials.map(({ enrolled, tested }) => [enrolled.name, tested.name]),
    ).toEqual([
      ['Ann_Lee/Ann_Lee_0001.jpg', 'Ann_Lee/Ann_Lee_0004.jpg'],
      ['Bo/Bo_0001.jpg', 'Ann_Lee/Ann_Lee_0001.jpg'],
    ])
  })

  it("is read in the form of LFW's pairs.txt, heading and all", () => {
    const path = list(['10\t300', 'Ann_Lee\t1\t4', 'Ann_Lee\t4\tBo\t1'])
    const faces = set()
    faces.samples = faces.samples.filter(({ modality }) => modality === 'face')
    expect(
      readTrialList(path, faces).trials.map(({ enrolled, tested }) => [enrolled.name, tested.name]),
    ).toEqual([
      ['Ann_Lee/Ann_Lee_0001.jpg', 'Ann_Lee/Ann_Lee_0004.jpg'],
      ['Ann_Lee/Ann_Lee_0004.jpg', 'Bo/Bo_0001.jpg'],
    ])
  })

  it.each([
    ['another form', ['1 a'], /line 1: neither/],
    ['an unknown sample', ['0 Bo/Bo_0001.jpg Bo/Bo_0009.jpg'], /line 1: .* has no sample Bo\/Bo_0009\.jpg/],
    [
      'a wrong label',
      ['', '1 Bo/Bo_0001.jpg Ann_Lee/Ann_Lee_0001.jpg'],
      /line 2: labelled genuine, but of Bo and Ann_Lee/,
    ],
    ['two modalities', ['1 Bo/Bo_0001.jpg Bo/Bo_1.wav'], /line 1: a face cannot be compared with a voice/],
    ['a sample and itself', ['1 Bo/Bo_0001.jpg ./Bo/Bo_0001.jpg'], /would be compared with itself/],
    ['nothing in it', ['', ''], /lists no comparisons/],
  ])('is refused with %s', (_what, lines, message) => {
    expect(() => readTrialList(list(lines), set())).toThrow(message)
  })

  it('makes a comparison once that is listed twice, in either order, and counts it', () => {
    const [one, four] = ['Ann_Lee/Ann_Lee_0001.jpg', 'Ann_Lee/Ann_Lee_0004.jpg']
    const path = list([`1 ${one} ${four}`, `1 ${four} ${one}`, `0 ${one} Bo/Bo_0001.jpg`, `1 ${one} ${four}`])
    const { trials, repeated } = readTrialList(path, set())
    expect(trials.map(({ tested }) => tested.name)).toEqual([four, 'Bo/Bo_0001.jpg'])
    expect(repeated).toBe(2)
  })

  it('counts pictures by their numbers, recordings where only voices are measured', () => {
    const path = list(['Ann_Lee\t1\tBo\t1'])
    const mixed = readDataSet(folderOf(['Ann_Lee/A_1.jpg', 'Ann_Lee/A_0001.wav', 'Bo/B_1.jpg', 'Bo/B_1.wav']))
    const pairs = (...modalities: ('face' | 'voice')[]) =>
      readTrialList(path, mixed, modalities).trials.map(({ enrolled, tested }) => [
        enrolled.name,
        tested.name,
      ])
    expect(pairs('face', 'voice')).toEqual([['Ann_Lee/A_1.jpg', 'Bo/B_1.jpg']])
    expect(pairs('voice')).toEqual([['Ann_Lee/A_0001.wav', 'Bo/B_1.wav']])
  })

  it('is refused where a number is that of two pictures of a person', () => {
    const twice = readDataSet(folderOf(['ann/1_1.png', 'ann/2_1.png', 'bo/1_1.png']))
    expect(() => readTrialList(list(['ann\t1\tbo\t1']), twice)).toThrow(
      /line 1: ann 1 may be ann\/1_1\.png of ann or ann\/2_1\.png of ann/,
    )
  })

  it('is refused when missing', () => {
    expect(() => readTrialList('/nowhere.txt', set())).toThrow(
      expect.objectContaining({ code: 'bad-trials', exitCode: 2 }),
    )
  })
})
