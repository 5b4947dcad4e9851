import { describe, expect, it } from 'vitest'
import { crossValidatedCalibrator, developmentCalibrator } from '../../main/evaluation/calibrator.ts'
import type { Side } from '../../main/evaluation/comparison-table.ts'
import { fitParameters } from '../../main/evaluation/fusion-parameters.ts'
import { scoredOf, sideOf } from './made-up.ts'

/** Two samples of each person; genuine scores around 1, impostor ones around 0, `shift` added to those of `odd`. */
function population(people: string[], odd = '', shift = 0) {
  const sides = people.flatMap((person) => [sideOf(person, `${person}1`), sideOf(person, `${person}2`)])
  const rows: [Side, Side, number][] = []
  sides.forEach((a, i) => {
    sides.slice(i + 1).forEach((b, j) => {
      const genuine = a.person === b.person ? 1 : 0
      const moved = a.person === odd || b.person === odd ? shift : 0
      rows.push([a, b, genuine + moved + 0.4 * Math.sin(7 * i + 3 * j)])
    })
  })
  return scoredOf(rows).table
}
const tables = (table: ReturnType<typeof population>) => ({ face: table, voice: null, fused: null })

describe('cross-validation over people', () => {
  const people = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j']

  it('judges a comparison by a fit that neither of its people took part in', () => {
    const plain = population(people)
    const moved = population(people, 'a', 0.3)
    const of = (table: typeof plain) => crossValidatedCalibrator(tables(table), 1)!
    const [calm, wild] = [of(plain), of(moved)]
    let own = 0
    let others = 0
    for (const kind of ['genuine', 'impostor'] as const) {
      plain[kind].enrolled.forEach((enrolled, row) => {
        const names = [enrolled, plain[kind].tested[row]].map((side) => plain.sides[side].person)
        const line = calm.parametersOf(plain)(plain[kind], row).lines.face
        const same = wild.parametersOf(moved)(moved[kind], row).lines.face
        // Whatever the odd person's scores are, they change nothing about how the odd person is judged.
        if (names.includes('a')) {
          expect(same).toEqual(line)
          own++
        } else if (same!.offset !== line!.offset) others++
      })
    }
    expect(own).toBe(1 + 2 * 2 * 9)
    expect(others).toBeGreaterThan(0)
    expect(calm.used).toMatchObject({
      source: 'cross-validated',
      lines: { face: null },
      people: { face: 10 },
    })
  })

  it('is refused for fewer than five people', () => {
    expect(crossValidatedCalibrator(tables(population(['a', 'b', 'c', 'd'])), 1)).toBeNull()
  })
})

describe('a calibration on development people', () => {
  it('is one line for everybody, with thresholds at the rates they carry and where their errors meet', () => {
    const table = population(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j'])
    const { used, parametersOf, fitted } = developmentCalibrator(tables(table), 'dev.csv')
    const parameters = parametersOf(table)(table.genuine, 0)
    expect(used).toMatchObject({ source: 'development', data: 'dev.csv', people: { face: 10, voice: 0 } })
    expect(fitted!.face).toEqual({ genuine: 10, impostor: 180 })
    expect(parameters.lines.face!.slope).toBeGreaterThan(0)
    // 180 impostor comparisons carry 10 %, not 1 %.
    expect(parameters.thresholds.face.map(({ stated }) => stated)).toEqual([0.1, 'eer'])
  })

  it('has no line where genuine scores are not the higher ones, or a kind is missing', () => {
    const [a, b] = [sideOf('a'), sideOf('b')]
    const upside = scoredOf([
      [a, a, 0.1],
      [a, b, 0.9],
      [b, b, 0.2],
      [b, a, 0.8],
    ])
    expect(fitParameters(tables(upside.table)).lines.face).toBeNull()
    expect(fitParameters(tables(scoredOf([[a, a, 1]]).table)).lines.face).toBeNull()
  })
})
