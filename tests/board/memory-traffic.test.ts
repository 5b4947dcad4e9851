import { describe, expect, it } from 'vitest'
import { defaultBoard } from '../../main/board/boards.ts'
import { flashLineCycles, missedLines, psramLineCycles } from '../../main/board/memory-traffic.ts'
import { boardOptions } from '../../main/board/options.ts'

const { cache } = defaultBoard.processor
const KIB = 1024

describe('a cache line', () => {
  it('costs what facts.md estimates', () => {
    expect(flashLineCycles(boardOptions(defaultBoard))).toBe(252)
    expect(flashLineCycles(boardOptions(defaultBoard, { flash: 'dio40' }))).toBe(912)
    expect(psramLineCycles(defaultBoard, boardOptions(defaultBoard)).read).toBe(240)
    expect(psramLineCycles(defaultBoard, boardOptions(defaultBoard, { psram: '40' })).read).toBe(480)
  })

  it('costs fewer cycles of a slower processor', () => {
    expect(flashLineCycles(boardOptions(defaultBoard, { cpuMhz: 80 }))).toBe(84)
  })
})

describe('the cache', () => {
  it('streams weights that stay in it once', () => {
    expect(missedLines(16 * KIB, 1000, cache)).toBe(512)
    expect(missedLines(32 * KIB, 1000, cache)).toBe(1024)
  })

  it('misses everything again when weights fill it one and a half times', () => {
    expect(missedLines(48 * KIB, 3, cache)).toBe(3 * 1536)
    expect(missedLines(64 * KIB, 9, cache)).toBe(9 * 2048)
  })

  it('misses only the overfull sets in between', () => {
    // One line more than fits: the one set with three lines misses all three again.
    expect(missedLines(32 * KIB + 32, 2, cache)).toBe(1025 + 3)
  })

  it('agrees with the simulated misses of person_detect (xtensa-notes): 19,300 and 3,900 lines', () => {
    const code = 2816
    const bias = 1024
    expect(missedLines(256 * 256 + bias, 9, cache, code) / 19_300).toBeCloseTo(1, 1)
    expect(missedLines(128 * 256 + bias, 9, cache, code) / 3_900).toBeCloseTo(1, 1)
  })
})
