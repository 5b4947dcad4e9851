import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decimal } from '../../main/evaluation/decimal.ts'
import { NameTable, PERSON_RULES } from '../../main/evaluation/name-table.ts'
import { readScoreFile } from '../../main/evaluation/score-file.ts'
import { temporaryFolder } from '../temporary-folder.ts'

const file = (text: string) => {
  const path = join(temporaryFolder(), 'scores.txt')
  writeFileSync(path, text)
  return path
}
const number = (text: string) => decimal(Buffer.from(text), 0, text.length)

describe('decimal numbers in bytes', () => {
  it('are those that the language reads, or left to it', () => {
    const simple = fc.oneof(
      fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
      fc.double({ min: -50, max: 50, noNaN: true }).map((value) => value.toFixed(6)),
      fc.tuple(fc.integer(), fc.integer({ min: -30, max: 30 })).map(([whole, power]) => `${whole}e${power}`),
      fc.stringMatching(/^[+-]?[0-9]{0,20}\.?[0-9]{0,20}(e[+-]?[0-9]{1,3})?$/),
    )
    fc.assert(
      fc.property(simple, (text) => {
        const read = number(text)
        if (!Number.isNaN(read)) expect(read).toBe(Number(text))
      }),
      { numRuns: 2000 },
    )
  })

  it('of the usual forms are read at once', () => {
    for (const text of ['0', '-1', '+0.25', '.5', '5.', '0.5837261080741882', '-12.75e-3', '1E5']) {
      expect(number(text)).toBe(Number(text))
    }
  })

  it('are nothing else', () => {
    for (const text of ['', '-', '.', 'e5', '1e', '1.2.3', '0x10', 'nan', 'inf', '1 2', '1e99']) {
      expect(number(text)).toBeNaN()
    }
  })
})

describe('names', () => {
  it('are numbered as they come, whatever their length', () => {
    const names = ['a', 'b', '', 'a/b', 'ab/', 'a'.repeat(500)]
    const table = new NameTable()
    const numbers = [...names, ...names].map((name) =>
      table.number(Buffer.from(name), 0, Buffer.byteLength(name)),
    )
    expect(numbers).toEqual([0, 1, 2, 3, 4, 5, 0, 1, 2, 3, 4, 5])
  })

  it('are told apart by the hundred thousand', () => {
    const table = new NameTable()
    for (let i = 0; i < 200_000; i++) {
      const name = Buffer.from(`id${i % 1000}/clip${i}`)
      table.number(name, 0, name.length)
    }
    expect(table.count).toBe(200_000)
    const people = PERSON_RULES.map((_, rule) => new Set(table.people[rule].values()).size)
    expect(people).toEqual([1000, 1000, 200_000, 200_000, 200_000, 200_000, 200_000])
  })
})

describe('people behind the names of samples', () => {
  it.each([
    [
      'VoxCeleb',
      'id1/x/01.wav id1/y/02.wav',
      'id1/x/01.wav id2/x/01.wav',
      'what names hold before their first /',
    ],
    [
      'LibriSpeech',
      '84-121123-0000 84-121550-0001',
      '84-121123-0000 174-50561-0000',
      'what names hold before their first -',
    ],
    [
      'LFW',
      'Ana_Diaz_0001 Ana_Diaz_0002',
      'Ana_Diaz_0001 Ana_Lopez_0001',
      'what names hold before their last _',
    ],
    ['models', 'id1 id1-07', 'id1 id2-07', 'what names hold before their last -'],
    ['whole names', 'ana ana', 'ana bob', 'the names themselves'],
  ])('are found in names of %s', async (_kind, genuine, impostor, words) => {
    const { people, peopleSource } = await readScoreFile(
      file(`${genuine} 0.9 target\n${impostor} 0.1 nontarget\n`),
    )
    expect(peopleSource).toBe(`people are ${words}`)
    expect(people?.count).toBe(2)
    expect(people?.genuine).toEqual(Uint32Array.of(0))
    expect([people?.impostorEnrolled[0], people?.impostorTested[0]]).toEqual([0, 1])
  })

  it('are joined by genuine comparisons where no part of the names says so', async () => {
    const lines = ['x1 x7 1 target', 'x7 x3 1 target', 'x1 x4 0 nontarget', 'x3 x5 0 nontarget']
    const { people, peopleSource } = await readScoreFile(file(lines.join('\n')))
    expect(peopleSource).toMatch(/^people are samples joined by genuine comparisons/)
    // x1, x7 and x3 are one; x4 and x5 are not known to be the same.
    expect(people?.count).toBe(3)
    expect(new Set(people?.genuine).size).toBe(1)
    expect(people?.impostorEnrolled[0]).toBe(people?.impostorEnrolled[1])
  })

  it('are unknown where labels contradict each other', async () => {
    const { people, peopleSource } = await readScoreFile(
      file('a b 1 target\nb c 1 target\na c 0 nontarget\n'),
    )
    expect(people).toBeNull()
    expect(peopleSource).toMatch(/contradict/)
  })

  it('are the names themselves in the format of Bob', async () => {
    const { people } = await readScoreFile(file('a-1 a-1 s 0.9\na-1 a-2 s 0.1\n'))
    expect(people?.count).toBe(2)
  })
})

describe('score files', () => {
  const row = fc.record({
    genuine: fc.boolean(),
    // -0 is written 0.
    score: fc.oneof(
      fc.double({ noNaN: true }).map((value) => value + 0),
      fc.integer({ min: -5, max: 5 }),
    ),
    ends: fc.constantFrom('\n', '\r\n', ' \n', '\n\n'),
  })

  it('give the scores that were written, in their order', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 20 }), fc.boolean(), async (rows, asCsv) => {
        const text = rows.map(({ genuine, score, ends }) =>
          asCsv
            ? `${genuine ? 1 : 0}, ${score}${ends}`
            : `a\t${genuine ? 'a' : 'b'}  ${score} ${genuine ? 'target' : 'nontarget'}${ends}`,
        )
        const { scores, format } = await readScoreFile(file(text.join('')))
        expect(format).toBe(asCsv ? 'csv' : 'kaldi')
        const of = (wanted: boolean) =>
          rows.filter(({ genuine }) => genuine === wanted).map(({ score }) => score)
        expect([...scores.genuine]).toEqual(of(true))
        expect([...scores.impostor]).toEqual(of(false))
      }),
      { numRuns: 40 },
    )
  })

  it('may be longer than what is read at once, and tell how far it got', async () => {
    const rows = 400_000
    const lines = Array.from(
      { length: rows },
      (_, i) => `sample${i % 977} sample${i % 991} ${i / 8} nontarget`,
    )
    const path = file(`${lines.join('\n')}\nsample1 sample1 5 target`)
    const heard: [number, number][] = []
    const { scores, lines: counted } = await readScoreFile(path, { onProgress: (...of) => heard.push(of) })
    expect(counted).toBe(rows + 1)
    expect(scores.impostor.length).toBe(rows)
    expect(scores.impostor.every((score, i) => score === i / 8)).toBe(true)
    expect(heard.length).toBeGreaterThan(2)
    expect(heard[heard.length - 1][0]).toBe(heard[0][1])
  })

  it('name the line that does not fit, however far down', async () => {
    const lines = Array.from({ length: 300_000 }, () => '1,0.25')
    lines[250_000] = '1,zero'
    await expect(readScoreFile(file(lines.join('\n')))).rejects.toMatchObject({
      code: 'bad-score-file',
      message: expect.stringContaining('line 250001: zero is not a number: 1,zero'),
    })
  })

  it('may begin with a byte order mark', async () => {
    const { scores } = await readScoreFile(file('\uFEFFlabel,score\n1,2\n0,1\n'))
    expect(scores.genuine).toEqual(Float64Array.of(2))
    expect((await readScoreFile(file('\uFEFF1,2\n0,1\n'))).scores).toEqual(scores)
  })
})
