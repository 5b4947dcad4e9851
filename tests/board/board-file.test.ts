import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { applicationRoot } from '../../main/application-root.ts'
import { boardJsonSchema, readBoard } from '../../main/board/board-file.ts'
import type { Board } from '../../main/board/boards.ts'
import { boards } from '../../main/board/boards.ts'
import { powerOn } from '../../main/board/machine.ts'
import { VisemeError } from '../../main/errors.ts'

const changed = (change: (board: Board) => unknown): string => {
  const board = structuredClone(boards['esp-eye']) as Board
  change(board)
  return JSON.stringify(board)
}

describe('a board from a file', () => {
  it.each(Object.values(boards))('reads what $id is made of', (board) => {
    expect(readBoard(JSON.stringify(board), 'board.json')).toEqual(board)
  })

  it('enforces its own limits', () => {
    const text = changed(({ internal }) => {
      Object.assign(internal[3], { bytes: 50_004 })
      Object.assign(internal[1], { bytes: 100_000 })
    })
    expect(powerOn(readBoard(text, 'small.json')).heap.largestFree(['byte'])).toBe(50_000)
  })

  it.each([
    ['a negative size', (board: Board) => Object.assign(board.flash, { bytes: -1 }), /flash\.bytes/],
    ['a field it does not know', (board: Board) => Object.assign(board, { colour: 'red' }), /whole/],
    [
      'a core it has no cycles for',
      (board: Board) => Object.assign(board.processor, { core: 'z80' }),
      /core/,
    ],
    [
      'a clock without a current',
      (board: Board) => Object.assign(board.power, { busyMilliamps: {} }),
      /every clock/,
    ],
    [
      'two regions of one name',
      (board: Board) => Object.assign(board.internal[0], { name: board.internal[1].name }),
      /different names/,
    ],
    [
      'more PSRAM mapped than fitted',
      (board: Board) => Object.assign(board.psram, { bytes: 1 }),
      /mappedBytes/,
    ],
  ])('refuses %s', (_, change, message) => {
    const read = () => readBoard(changed(change), 'board.json')
    expect(read).toThrow(VisemeError)
    expect(read).toThrow(message)
  })

  it('refuses what is no JSON', () => {
    expect(() => readBoard('{', 'board.json')).toThrow(/board\.json is not valid JSON/)
  })
})

describe('the boards', () => {
  it.each(Object.values(boards))('$id can be switched on with room for a small arena', (board) => {
    expect(powerOn(board).heap.largestFree(['byte'])).toBeGreaterThan(50_000)
  })

  it('overlap work on two cores, and take turns on one', () => {
    const time = (board: Board): number => {
      const machine = powerOn(board)
      machine.onCore(0, () => machine.work('face', 'copy', 1000))
      machine.onCore(1, () => machine.work('voice', 'copy', 1000))
      return machine.clock.now.estimate
    }
    expect(time(boards['esp-eye'])).toBe(750)
    expect(time(boards['esp32-c3'])).toBe(1500)
  })
})

describe('figures that no board has', () => {
  const cache = (change: object) => ({
    processor: { ...boards['esp-eye'].processor, cache: { ...boards['esp-eye'].processor.cache, ...change } },
  })
  it.each([
    ['a cache whose sets do not come out even', cache({ ways: 3 })],
    ['lines of 48 bytes', cache({ lineBytes: 48 })],
    ['lines of 256 bytes', cache({ lineBytes: 256 })],
    ['code that takes the whole cache', cache({ codeBytes: 32 * 1024 })],
    ['an infinite voltage', { power: { ...boards['esp-eye'].power, volts: 1e308 } }],
    ['clocks that overflow', { psram: { ...boards['esp-eye'].psram, readClocks: 1e300 } }],
  ])('are refused: %s', (_, change) => {
    const text = JSON.stringify({ ...boards['esp-eye'], ...change })
    expect(() => readBoard(text, 'mine.json')).toThrow('mine.json describes no board')
  })
})

describe('what is published for those who describe a board', () => {
  const published = (name: string) => readFileSync(join(applicationRoot(), 'docs', name), 'utf8')

  it('is the schema that files are checked with', () => {
    expect(JSON.parse(published('board.schema.json'))).toEqual(JSON.parse(JSON.stringify(boardJsonSchema())))
  })

  it('is an example that can be switched on', () => {
    const board = readBoard(published('example-board.json'), 'example-board.json')
    expect(powerOn(board).heap.largestFree(['byte'])).toBeGreaterThan(50_000)
  })
})
