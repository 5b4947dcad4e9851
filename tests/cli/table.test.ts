import { expect, test } from 'vitest'
import { table } from '../../main/cli/table.ts'

test('a table aligns columns to the right, those named to the left, and ends no line in spaces', () => {
  const lines = table(
    ['person', 'ms', 'note'],
    [
      ['Ada', '7', 'fast'],
      ['Bartholomew', '1200', ''],
    ],
    [0, 2],
  )
  expect(lines).toEqual(['  person         ms  note', '  Ada             7  fast', '  Bartholomew  1200'])
})

test('a table without rows shows its heads', () => {
  expect(table(['a', 'b'], [], [])).toEqual(['  a  b'])
})
