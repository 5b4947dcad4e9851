import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { modalities } from '../../../enrollment-data/records.ts'
import { boards } from '../../../main/board/boards.ts'
import { cacheOf } from '../../../main/supernet/caching.ts'
import { liveBoard, liveSupernet } from '../../../main/supernet/live/board.ts'
import { LIVE_PERIOD, LiveNetwork, liveTable } from '../../../main/supernet/live/live-network.ts'
import { type LiveRecord, readRecording, recordingCsv } from '../../../main/supernet/live/recording.ts'
import { policies } from '../../../main/supernet/policy.ts'
import { serve } from '../../../main/supernet/serve.ts'
import { streamFromCsv } from '../../../main/supernet/stream-file.ts'
import { securityLevels } from '../../../main/supernet/surroundings.ts'

// Accuracies for these tests, whatever was measured: the wider, the better.
const byWidth = (name: string) => 0.8 + Number(/\d+/.exec(name)) / 1000
const supernets = { face: liveSupernet('face', byWidth), voice: liveSupernet('voice', byWidth) }
const board = boards['esp32-s3-eye']
const started = liveBoard(supernets, board)
const tables = {
  face: liveTable(supernets.face, started.onBoard.face, started.machine),
  voice: liveTable(supernets.voice, started.onBoard.voice, started.machine),
}
const network = (which: 'face' | 'voice') =>
  new LiveNetwork(which, supernets[which], started.onBoard[which], tables[which])

const attempt = fc.record({
  at: fc.constant('2026-11-21T12:00:00.000Z'),
  policy: fc.constant(policies[0]),
  security: fc.constantFrom(...securityLevels),
  battery: fc.integer({ min: 0, max: 20 }).map((twentieths) => twentieths / 20),
  load: fc.integer({ min: 0, max: 20 }).map((twentieths) => twentieths / 20),
  allowedMs: fc.option(fc.integer({ min: 1, max: 2000 })),
  pictures: fc.integer({ min: 0, max: 2 }),
  windows: fc.integer({ min: 0, max: 4 }),
})

describe('live attempts', () => {
  test.each(policies)('are served as the replay of their recording is (%s)', (policy) => {
    fc.assert(
      fc.property(fc.array(attempt, { minLength: 1, maxLength: 40 }), (attempts) => {
        const records: LiveRecord[] = attempts.map((each) => ({ ...each, policy }))
        const csv = recordingCsv(records)
        expect(readRecording(csv, 'recording.csv')).toEqual(records)
        for (const which of modalities) {
          const runsOf = (record: LiveRecord) => (which === 'face' ? record.pictures : record.windows)
          const ran = records.filter((record) => runsOf(record) > 0)
          if (ran.length === 0) continue
          const live = network(which)
          const { table } = live.scheduler
          const chosen = ran.map((record) => {
            const choice = live.choose(policy, record, runsOf(record))
            live.ready(choice)
            const { cached } = live.served(choice, choice.query.runs, 0)
            live.answered(choice)
            return [choice.subnet, cached]
          })
          const queries = streamFromCsv(csv, 'recording.csv', table, which)
          const { served } = serve(table, queries, policy, cacheOf('sushi', table), LIVE_PERIOD)
          const replayed = queries.map((_, i) => [served.subnet[i], table.subgraphs[served.cached[i]].name])
          expect(chosen).toEqual(replayed)
        }
      }),
      { numRuns: 25 },
    )
  })

  test('go on where those before them left the buffer', () => {
    const record = { policy: policies[0], security: 'high' as const, battery: 1, load: 0, allowedMs: null }
    const [lived, replayed] = [network('face'), network('face')]
    for (let i = 0; i < LIVE_PERIOD + 2; i++) {
      const choice = lived.choose(record.policy, record, 1)
      lived.ready(choice)
      lived.answered(choice)
      replayed.replay(record.policy, record, 1)
    }
    const state = (live: LiveNetwork) => {
      const choice = live.choose(record.policy, record, 1)
      return live.served(choice, 1, live.ready(choice).loadMs)
    }
    expect(state(replayed)).toEqual(state(lived))
    expect(state(lived).cached).not.toBe('nothing')
    expect(state(lived).load_ms).toBe(0)
  })

  test('take on the board what their report says, and load the buffer once', () => {
    const { machine } = started
    const live = network('voice')
    const record = { policy: policies[0], security: 'high' as const, battery: 1, load: 0, allowedMs: null }
    for (let i = 0; i < LIVE_PERIOD; i++) live.replay(record.policy, record, 3)
    machine.reset()
    const choice = live.choose(record.policy, record, 3)
    const { network: placed, loadMs } = live.ready(choice)
    expect(loadMs).toBeGreaterThan(0)
    expect(machine.report().latency_ms.estimate).toBeCloseTo(loadMs, 6)
    for (let run = 0; run < 3; run++) machine.spend(placed, 'voice embed')
    const served = live.served(choice, 3, loadMs)
    expect(machine.report().latency_ms.estimate).toBeCloseTo(loadMs + served.ms, 6)
    expect(served.saved_ms).toBeGreaterThan(0)
    expect(served.buffer_bytes).toBeGreaterThan(0)
  })
})
