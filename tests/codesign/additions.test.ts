import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { applicationRoot } from '../../main/application-root.ts'
import {
  addBoard,
  addModel,
  pricesOf,
  readAdditions,
  removeAdditions,
  resetPrices,
  storePrices,
  withAdditions,
} from '../../main/codesign/additions.ts'
import { readSpace } from '../../main/codesign/space.ts'
import { temporaryFolder } from '../temporary-folder.ts'

const models = join(applicationRoot(), 'models')
const network = (name: string) => new Uint8Array(readFileSync(join(models, `${name}.tflite`)))
const example = readFileSync(join(applicationRoot(), 'docs', 'example-board.json'), 'utf8')

test('a board file is added once, whatever how often', () => {
  const directory = temporaryFolder()
  const space = readSpace()
  const id = addBoard(directory, example, 'mine.json')
  addBoard(directory, example, 'mine.json')
  expect(withAdditions(space, directory).boards.map((board) => board.id)).toEqual([
    ...space.boards.map((board) => board.id),
    id,
  ])
  removeAdditions(directory)
  expect(withAdditions(space, directory).boards).toHaveLength(space.boards.length)
})

test('a network of the right form is copied and becomes a candidate; others are refused', () => {
  const directory = temporaryFolder()
  addModel(directory, 'face', 'mine', network('face-embed'))
  const { face, voice } = withAdditions(readSpace(), directory)
  expect(face.models.map(({ name }) => name)).toEqual(['mine'])
  expect(existsSync(face.models[0].file)).toBe(true)
  expect(voice.models).toEqual([])
  const refused = (code: string) => expect.objectContaining({ code, exitCode: 2 })
  expect(() => addModel(directory, 'voice', 'mine', network('face-embed'))).toThrow(
    refused('not-an-embedder'),
  )
  expect(() => addModel(directory, 'face', 'a b', network('face-embed'))).toThrow(refused('bad-name'))
})

test('prices of one’s own are used until they are reset', () => {
  const directory = temporaryFolder()
  const shipped = pricesOf(directory)
  expect(shipped.own).toBe(false)
  const [first, ...others] = shipped.prices
  storePrices(directory, [{ ...first, dollars: 17.5 }, ...others])
  expect(pricesOf(directory)).toEqual({ prices: [{ ...first, dollars: 17.5 }, ...others], own: true })
  resetPrices(directory)
  expect(pricesOf(directory)).toEqual(shipped)
  expect(() => storePrices(directory, [{ ...first, date: 'yesterday' }])).toThrow()
})

test('a file of additions that was damaged says what to do', () => {
  const directory = temporaryFolder()
  addBoard(directory, example, 'mine.json')
  writeFileSync(join(directory, 'codesign', 'additions.json'), '{')
  expect(() => readAdditions(directory)).toThrow(
    expect.objectContaining({ code: 'bad-additions', exitCode: 4 }),
  )
})
