import { describe, expect, it } from 'vitest'
import { assess } from '../../main/board/assess.ts'
import { boards } from '../../main/board/boards.ts'
import { convertGraph } from '../../main/inference/convert/convert.ts'
import { prepare } from '../../main/inference/interpreter.ts'
import { readModel } from '../../main/inference/reader.ts'
import { randomGraph } from '../inference/convert/random-graph.ts'

const conv = (inputs: string[], output: string, channels: number, from: number) => ({
  op: 'conv_2d',
  inputs,
  output,
  weights: [channels, 1, 1, from],
  bias: [channels],
  stride: [1, 1],
  dilation: [1, 1],
  padding: 'valid',
  activation: 'none',
})

const pointwise = (pixels: number, channels: number) =>
  prepare(
    readModel(
      convertGraph(randomGraph([1, 1, pixels, 4], [conv(['input'], 'out', channels, 4)], ['out']).graph),
    ),
  )

const network = pointwise(1000, 8)
const board = boards['esp-eye']

describe('an assessment', () => {
  it('names every limit that is exceeded, not only the first', () => {
    const large = pointwise(20_000, 4)
    const tight = { ...board, flash: { ...board.flash, bytes: 0x160000 + 100 } }
    const { fits, problems, flash } = assess(large, tight)
    expect(fits).toBe(false)
    expect(problems.map(({ code }) => code)).toEqual(['flash-overflow', 'out-of-memory'])
    expect(flash.used).toBe(0x160000 + large.model.bytes.length)
  })

  it('fits to the last byte of flash', () => {
    const exact = { ...board, flash: { ...board.flash, bytes: 0x160000 + network.model.bytes.length } }
    expect(assess(network, exact).fits).toBe(true)
    const short = { ...board, flash: { ...board.flash, bytes: exact.flash.bytes - 1 } }
    expect(assess(network, short).problems[0].message).toMatch(/: 1 bytes over/)
  })

  it('says of a flash that cannot even hold the firmware how much is missing', () => {
    const tiny = { ...board, flash: { ...board.flash, bytes: 1_000_000 } }
    const { fits, problems, flash } = assess(network, tiny)
    const needed = 0x160000 + network.model.bytes.length
    expect(fits).toBe(false)
    expect(problems).toEqual([
      {
        code: 'flash-overflow',
        message: `The flash image needs ${needed} bytes and the flash has 1000000: ${needed - 1_000_000} bytes over.`,
      },
    ])
    expect(flash).toMatchObject({ capacity: 1_000_000, used: needed })
  })

  it('tells which buffer of the arena lives when', () => {
    const { arena, arena_activation_bytes } = assess(network, board)
    expect(arena.map(({ first, last }) => [first, last])).toEqual([
      [0, 1],
      [1, 1],
    ])
    expect(Math.max(...arena.map(({ offset, bytes }) => offset + bytes))).toBe(arena_activation_bytes)
  })

  it('says what was not counted', () => {
    expect(assess(network, board).assumptions).toEqual([])
    expect(assess(network, board, { build: 'Og' }).assumptions).toEqual([
      expect.stringContaining('not counted at -Og'),
    ])
    const s3 = boards['esp32-s3-eye']
    expect(assess(network, s3, { build: 'Os' }).assumptions).toEqual([
      expect.stringContaining('the build does not change them'),
    ])
    expect(assess(network, boards['esp32-c3']).assumptions[0]).toContain('P8, P10 and P11')
    // 32,768 lines of 252 cycles from flash, and 240 + 216 into PSRAM, at 240 MHz.
    expect(assess(network, board, { weights: 'psram' }).assumptions).toEqual([
      expect.stringContaining('copied from flash to PSRAM once at start, which takes about 97 ms a MiB'),
    ])
  })

  it('names the operators for which the chosen library has no kernel', () => {
    const dilated = (dilation: number) =>
      prepare(
        readModel(
          convertGraph(
            randomGraph(
              [1, 16, 16, 4],
              [{ ...conv(['input'], 'out', 8, 4), weights: [8, 3, 3, 4], dilation: [dilation, dilation] }],
              ['out'],
            ).graph,
          ),
        ),
      )
    expect(assess(dilated(1), board).assumptions).toEqual([])
    const { assumptions, latency_ms } = assess(dilated(2), board)
    expect(assumptions).toEqual([
      expect.stringContaining('operator 0 (CONV_2D) runs in TFLM’s reference'),
      expect.stringContaining('take the cycles of the int8 kernel, ± 50 %: operator 0 (CONV_2D)'),
    ])
    expect(latency_ms.estimate).toBeGreaterThan(assess(dilated(1), board).latency_ms.estimate * 3)
    expect(assess(dilated(2), board, { kernels: 'reference' }).assumptions).toEqual([
      expect.stringContaining('take the cycles of the int8 kernel'),
    ])
  })

  it('is fastest with weights in internal RAM, which has to hold them', () => {
    const time = (weights: 'flash' | 'psram' | 'sram') =>
      assess(network, board, { weights, flash: 'dio40' }).latency_ms.estimate
    expect(time('sram')).toBeLessThan(time('psram'))
    expect(time('psram')).toBeLessThan(time('flash'))
  })

  it('says of a board whose own buffers do not fit that nothing fits', () => {
    const crowded = { ...board, residents: [{ name: 'buffer', bytes: 10e6, needs: ['byte' as const] }] }
    const { fits, problems, latency_ms } = assess(network, crowded)
    expect(fits).toBe(false)
    expect(problems).toEqual([
      { code: 'out-of-memory', message: expect.stringMatching(/^buffer asks for 10000000 bytes/) },
    ])
    expect(latency_ms.estimate).toBeGreaterThan(0)
  })

  it('warns of the watchdog where it reports, and fails where it panics', () => {
    const long = pointwise(15_000, 4)
    const psram = { arena: 'psram', kernels: 'reference', cpuMhz: 80 } as const
    const { latency_ms } = assess(long, board, psram)
    expect(latency_ms.estimate).toBeGreaterThan(100)
    expect(assess(long, board, psram).warnings).toEqual([])
    const heavy = { ...long, operators: long.operators.map((cost) => ({ ...cost, macs: cost.macs * 100 })) }
    expect(assess(heavy, board, psram)).toMatchObject({ fits: true, warnings: [{ code: 'watchdog' }] })
    expect(assess(heavy, board, { ...psram, watchdog: 'panic' })).toMatchObject({
      fits: false,
      warnings: [],
      problems: [{ code: 'watchdog-panic' }],
    })
  })

  it('adds up operators, stalls of persistent data in PSRAM apart', () => {
    const { operators, latency_ms } = assess(network, board, { psram: 'off' })
    const cycles = operators.reduce((sum, operator) => sum + operator.cycles, 0)
    expect(latency_ms.estimate).toBeCloseTo(cycles / 240_000, 4)
    expect(assess(network, board).latency_ms.estimate).toBeGreaterThan(latency_ms.estimate)
  })

  it('takes longer in PSRAM at 40 MHz than at 80 MHz, and longest from slow flash', () => {
    const time = (options: Parameters<typeof assess>[2]): number =>
      assess(network, board, options).latency_ms.estimate
    const inside = time({})
    const fast = time({ arena: 'psram' })
    const slow = time({ arena: 'psram', psram: '40' })
    expect(fast).toBeGreaterThan(inside)
    expect(slow).toBeGreaterThan(fast)
    expect(time({ arena: 'psram', psram: '40', flash: 'dio40' })).toBeGreaterThan(slow)
  })
})
