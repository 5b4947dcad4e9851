import { describe, expect, test } from 'vitest'
import { boards } from '../../main/board/boards.ts'
import { boardOptions } from '../../main/board/options.ts'
import { candidates } from '../../main/supernet/candidates.ts'
import { servingTable } from '../../main/supernet/serving-table.ts'
import { recordedAttempts, streamFromCsv } from '../../main/supernet/stream-file.ts'
import { ranges } from '../../main/supernet/streams.ts'
import { boundsOf } from '../../main/supernet/surroundings.ts'
import { tiny } from './tiny-supernet.ts'

const board = boards['esp-eye']
const options = boardOptions(board)
const table = servingTable(tiny, candidates(tiny, board, options, 20_000), board, options)

const read = (text: string, modality: 'face' | 'voice' = 'face') =>
  streamFromCsv(text, 'stream.csv', table, modality)

describe('a stream from a file', () => {
  test('is bounds as they stand', () => {
    expect(read('latency_ms,accuracy\n40,0.95\n')).toEqual([{ accuracy: 0.95, latencyMs: 40, runs: 1 }])
  })

  test('is what a live trial records, from which the bounds follow', () => {
    const [easy, hard] = read('security,battery,load\nlow,0,0.5\nhigh,1,0\n')
    const { accuracies, latencies } = ranges(table)
    expect(easy).toEqual({ accuracy: (accuracies[0] + accuracies[1]) / 2, latencyMs: latencies[0], runs: 1 })
    expect(hard).toEqual({ accuracy: accuracies[1], latencyMs: latencies[1], runs: 1 })
  })

  test('is, of a recording, the attempts in which the network ran, as often as it did, in the time that was set', () => {
    const text =
      'security,battery,load,allowed_ms,pictures,windows\nlow,0,0,900,1,0\nlow,1,0,,1,3\nhigh,1,0,50,0,2\n'
    const { latencies } = ranges(table)
    expect(read(text).map(({ latencyMs, runs }) => [latencyMs, runs])).toEqual([
      [900, 1],
      [latencies[1], 1],
    ])
    expect(read(text, 'voice').map(({ latencyMs, runs }) => [latencyMs, runs])).toEqual([
      [3 * latencies[1], 3],
      [50, 2],
    ])
    expect(recordedAttempts(text, 'stream.csv')[2]).toEqual({
      security: 'high',
      battery: 1,
      load: 0,
      allowedMs: 50,
      pictures: 0,
      windows: 2,
    })
  })

  test.each([
    ['a,b\n1,2\n', /names other columns/],
    ['accuracy,latency_ms\n', /has no lines/],
    ['accuracy,latency_ms\n2,40\n', /line 2: accuracy is "2"/],
    ['accuracy,latency_ms\n0.9,\n', /line 2: latency_ms is ""/],
    ['security,battery,load\ntotal,1,0\n', /line 2: security is "total"/],
    ['accuracy,latency_ms,runs\n0.9,40,1.5\n', /line 2: runs is "1.5", not a whole number/],
    ['security,battery,load,pictures\nlow,1,0,0\n', /none of its attempts has a face/],
  ])('%j is refused', (text, message) => {
    expect(() => read(text)).toThrow(
      expect.objectContaining({ code: 'bad-stream', exitCode: 2, message: expect.stringMatching(message) }),
    )
  })
})

test('a lower battery and more load never allow more time', () => {
  const bound = (battery: number, load: number) =>
    boundsOf(table, { security: 'normal', battery, load, allowedMs: null }, 1).latencyMs
  expect(bound(0.2, 0)).toBeLessThan(bound(0.8, 0))
  expect(bound(0.8, 0.9)).toBeLessThan(bound(0.8, 0.1))
})
