import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Side, scoreRows, TableBuilder } from '../../main/evaluation/comparison-table.ts'
import type { DataSample } from '../../main/evaluation/data-set.ts'
import { worstErrors } from '../../main/evaluation/worst-errors.ts'

const sample = (person: string, path: string, more: Partial<DataSample> = {}): DataSample => ({
  person,
  session: '1',
  modality: 'face',
  name: path,
  path: `/data/${path}`,
  start: null,
  end: null,
  groups: {},
  ...more,
})
const side = (person: string, ...samples: DataSample[]): Side => ({
  person,
  name: samples.map(({ name }) => name).join('+'),
  samples,
  groups: {},
  attack: null,
})

/** Scored comparisons of the pairs given. */
function scored(pairs: [enrolled: Side, tested: Side, score: number][]) {
  const builder = new TableBuilder<Side>()
  for (const [enrolled, tested, score] of pairs) builder.add(enrolled, tested, { face: score })
  const table = builder.table()
  return { table, scores: scoreRows(table, (rows, row) => rows.scores.face[row]) }
}

describe('the worst errors', () => {
  const ada = side('Ada', sample('Ada', 'a.png'))
  const bea = side('Bea', sample('Bea', 'b.wav', { modality: 'voice', start: 1, end: 3 }))
  const eve = side('Eve', sample('Eve', 'e', { path: '', simulated: { seed: 7, session: 2, index: 0 } }))

  test('are the impostors with the highest and the genuine comparisons with the lowest scores, the worst first', () => {
    const found = worstErrors(
      scored([
        [ada, bea, 0.2],
        [ada, eve, 0.9],
        [bea, eve, 0.4],
        [ada, ada, 0.8],
        [bea, bea, -0.1],
        [eve, eve, 0.3],
      ]),
      2,
    )
    const told = (list: typeof found.false_accepts) =>
      list.map(({ score, enrolled, tested }) => [score, enrolled.person, tested.person])
    expect(told(found.false_accepts)).toEqual([
      [0.9, 'Ada', 'Eve'],
      [0.4, 'Bea', 'Eve'],
    ])
    expect(told(found.false_rejects)).toEqual([
      [-0.1, 'Bea', 'Bea'],
      [0.3, 'Eve', 'Eve'],
    ])
  })

  test('say where each sample lies, or which simulated person’s it is', () => {
    const { false_accepts } = worstErrors(scored([[bea, eve, 1]]))
    expect(false_accepts[0].enrolled.samples).toEqual([
      { modality: 'voice', path: '/data/b.wav', start: 1, end: 3, simulated: null },
    ])
    expect(false_accepts[0].tested.samples[0].simulated).toEqual({ seed: 7, session: 2, index: 0 })
  })

  test('agree with sorting everything, however many there are', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -5, max: 5 }), { maxLength: 40 }), (scores) => {
        const pairs = scores.map((score): [Side, Side, number] => [ada, bea, score])
        const found = worstErrors(scored(pairs), 10).false_accepts.map(({ score }) => score)
        expect(found).toEqual([...scores].sort((a, b) => b - a).slice(0, 10))
      }),
    )
  })
})
