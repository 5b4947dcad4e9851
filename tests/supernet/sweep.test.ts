import { describe, expect, test } from 'vitest'
import { boards } from '../../main/board/boards.ts'
import { boardOptions } from '../../main/board/options.ts'
import { fpgaLike } from '../../main/supernet/fpga-like.ts'
import { liveSupernet } from '../../main/supernet/live/board.ts'
import { offChipMillijoules } from '../../main/supernet/off-chip-energy.ts'
import { caches } from '../../main/supernet/settings.ts'
import { overSeeds, sweep } from '../../main/supernet/sweep.ts'
import { sweepBoards } from '../../main/supernet/sweep-boards.ts'
import { tiny } from './tiny-supernet.ts'

const plan = {
  supernet: tiny,
  boards: [
    { board: boards['esp-eye'], options: boardOptions(boards['esp-eye']), bufferBytes: [0, 20_000] },
    { board: fpgaLike, options: boardOptions(fpgaLike), bufferBytes: [20_000] },
  ],
  periods: [5],
  streams: ['bursty'],
  policies: ['strict-accuracy', 'strict-latency'],
  runs: 1,
  queries: 60,
  seeds: [0, 1, 2],
} as const

describe('a sweep', () => {
  const rows = sweep(plan)

  test('has a row for every cache in every setting, the same from the same seeds', () => {
    expect(rows).toHaveLength(3 * 2 * caches.length)
    expect(sweep(plan)).toEqual(rows)
  })

  test('compares every cache with none on the same streams, with an interval over the seeds', () => {
    for (const row of rows) {
      if (row.cache === 'none' || row.buffer_bytes === 0) {
        expect(row.latency_change).toEqual({ value: 0, low: 0, high: 0 })
      }
      expect(row.latency_change.low).toBeLessThanOrEqual(row.latency_change.value)
    }
    const seen = new Set(rows.map(({ latency_ms }) => latency_ms.high - latency_ms.low))
    expect(seen.size).toBeGreaterThan(1)
  })

  test('gains more on a board that waits for its weights than on one that computes', () => {
    const change = (board: string) =>
      rows.find((row) => row.board === board && row.cache === 'static' && row.buffer_bytes > 0)!
        .latency_change
    expect(change(fpgaLike.id).high).toBeLessThan(change('esp-eye').low)
  })

  test('goes over the ESP-EYE with both flash modes and PSRAM, the ESP32-S3 and an FPGA-like board, each with its free RAM', async () => {
    const { served } = liveSupernet('face', () => 0.9)
    const found = sweepBoards(served)
    expect(found.map(({ board }) => board.id)).toEqual([
      'esp-eye, QIO 80 MHz',
      'esp-eye, DIO 40 MHz',
      'esp-eye, weights in PSRAM',
      'esp32-s3-eye',
      'fpga-like',
    ])
    for (const { bufferBytes } of found) {
      expect(bufferBytes).toHaveLength(3)
      expect(bufferBytes[2]).toBeGreaterThan(bufferBytes[0])
    }
  }, 60_000)
})

test('the interval over seeds is Student’s', () => {
  // Mean 2, deviation 1, three seeds: 4.303 / sqrt(3).
  expect(overSeeds([1, 2, 3]).high).toBeCloseTo(2 + 4.303 / Math.sqrt(3), 9)
  expect(overSeeds([5])).toEqual({ value: 5, low: 5, high: 5 })
})

describe('energy of weights from outside the chip', () => {
  const board = boards['esp-eye']
  const of = (chosen: Parameters<typeof boardOptions>[1]) =>
    offChipMillijoules(board, boardOptions(board, chosen), 1e6)

  test('is the read current for as long as the lines take', () => {
    // 31,250 lines of 252 cycles at 240 MHz: 32.8 ms of 49.5 mW.
    expect(of({})).toBeCloseTo(1.624, 3)
    expect(of({ weights: 'psram' })).toBeCloseTo(1.547, 3)
    expect(of({ flash: 'dio40', psram: '40' })).toBeCloseTo(5.878, 3)
  })
})
