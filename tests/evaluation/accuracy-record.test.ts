import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type AccuracyFigure, noteAccuracies, readAccuracies } from '../../main/evaluation/accuracy-record.ts'
import { temporaryFolder } from '../temporary-folder.ts'

const figure = (network: string, value: number): AccuracyFigure => ({
  network,
  precision: 'int8',
  sha256: 'b'.repeat(64),
  set: 'a set',
  measure: 'EER',
  value,
  low: 0,
  high: 1,
  counts: { genuine: 2 },
  command: 'made up',
  date: '2026-11-21',
})

describe('the record of accuracies', () => {
  it('is empty where there is no file', () => {
    expect(readAccuracies(join(temporaryFolder(), 'accuracy.json'))).toEqual([])
  })

  it('keeps other networks and replaces the same figure', () => {
    const path = join(temporaryFolder(), 'accuracy.json')
    noteAccuracies(path, [figure('b', 0.1), figure('a', 0.2)])
    noteAccuracies(path, [figure('b', 0.3)])
    expect(readAccuracies(path)).toEqual([figure('a', 0.2), figure('b', 0.3)])
    expect(readFileSync(path, 'utf8').split('\n')).toHaveLength(7)
  })

  it('is written alike whatever order the properties of a figure come in', () => {
    const [one, other] = ['one.json', 'other.json'].map((file) => join(temporaryFolder(), file))
    noteAccuracies(one, [figure('a', 0.1)])
    const { network, ...rest } = figure('a', 0.1)
    noteAccuracies(other, [{ ...rest, network }])
    expect(readFileSync(other, 'utf8')).toBe(readFileSync(one, 'utf8'))
  })

  it('is refused when malformed', () => {
    const path = join(temporaryFolder(), 'accuracy.json')
    writeFileSync(path, '{"figures": [{"network": ""}]}')
    expect(() => readAccuracies(path)).toThrow(/malformed/)
  })
})
