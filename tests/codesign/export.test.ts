import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { writePoints } from '../../main/codesign/export.ts'
import { temporaryFolder } from '../temporary-folder.ts'
import { examplePoint } from './example-points.ts'

const points = ['w0-deep-64', 'w1-deep-64', 'w2-deep-64'].map((network) => examplePoint({ network }))

test('the designs of a table are written whole, or those alone that are named', () => {
  const folder = join(temporaryFolder(), 'new')
  const [all] = writePoints(points, 'json', null, folder)
  expect(JSON.parse(readFileSync(all, 'utf8'))).toEqual(points)
  const [some] = writePoints(points, 'csv', [points[1].id], folder)
  const [heads, row, ...rest] = readFileSync(some, 'utf8').trim().split('\n')
  expect(heads.split(',')[0]).toBe('id')
  expect(row.split(',')[0]).toBe(points[1].id)
  expect(rest).toEqual([])
})

test('a folder that cannot be made says so', () => {
  const file = join(temporaryFolder(), 'file')
  writeFileSync(file, '')
  expect(() => writePoints(points, 'csv', null, join(file, 'folder'))).toThrow(
    expect.objectContaining({ code: 'unwritable-file', exitCode: 4 }),
  )
})
