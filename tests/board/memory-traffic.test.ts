import { describe, expect, it } from 'vitest'
import { defaultBoard } from '../../main/board/boards.ts'
import { operatorCycles } from '../../main/board/latency.ts'
import {
  flashLineCycles,
  missedLines,
  psramLineCycles,
  weightTraffic,
} from '../../main/board/memory-traffic.ts'
import { boardOptions } from '../../main/board/options.ts'
import type { OperatorCost } from '../../main/inference/interpreter.ts'

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

describe('the traffic of weights', () => {
  /** person_detect's 256 x 256 pointwise layer on 3 x 3 pixels: 64 KiB of weights against 32 KiB of cache. */
  const layer: OperatorCost = {
    index: 0,
    op: 'CONV_2D',
    macs: 589_824,
    weightBytes: 65_536 + 1024,
    outputs: 2304,
    inputElements: 2304,
    activationBytes: 4608,
    type: 'int8',
    kernel: {
      height: 1,
      width: 1,
      inChannels: 256,
      outChannels: 256,
      depthMultiplier: 1,
      taps: 2304,
      rows: 2304,
    },
  }
  const options = boardOptions(defaultBoard)

  it('comes from where the weights lie, at the speed of that memory', () => {
    const flash = weightTraffic(layer, defaultBoard, options)
    const psram = weightTraffic(layer, defaultBoard, boardOptions(defaultBoard, { weights: 'psram' }))
    // 2080 lines nine times, and those that the code in the cache costs once more.
    expect(flash.lines / (9 * 2080)).toBeCloseTo(1.02, 1)
    expect(flash.bytes).toBe(flash.lines * 32)
    expect([flash.cycles / flash.lines, psram.cycles / psram.lines]).toEqual([252, 240])
    expect(weightTraffic(layer, defaultBoard, boardOptions(defaultBoard, { weights: 'sram' })).cycles).toBe(0)
  })

  it('shrinks by what internal RAM holds, to nothing where it holds all', () => {
    const held = (sramBytes: number) =>
      weightTraffic(layer, defaultBoard, options, { memory: 'flash', sramBytes })
    // What is left fits into the cache beside the code: it is streamed once.
    expect(held(66_560 - 16_384).lines).toBe(512)
    expect(held(66_560).lines).toBe(0)
    expect(held(1e6).lines).toBe(0)
  })

  it('is a part of its own of an operator’s cycles', () => {
    const streamed = operatorCycles(layer, defaultBoard, options)
    const held = operatorCycles(layer, defaultBoard, options, { memory: 'sram', sramBytes: 0 })
    expect(streamed.total - held.total).toBe(streamed.weights.cycles)
    expect(held.kernel).toBe(streamed.kernel)
    expect(streamed.total).toBe(streamed.kernel + streamed.weights.cycles + streamed.activations)
  })
})
