import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Board, boards } from '../../main/board/boards.ts'
import { boardOptions } from '../../main/board/options.ts'
import { cacheOf } from '../../main/supernet/caching.ts'
import { candidates } from '../../main/supernet/candidates.ts'
import { fpgaLike } from '../../main/supernet/fpga-like.ts'
import { oracle } from '../../main/supernet/oracle.ts'
import { choose, policies, type Query } from '../../main/supernet/policy.ts'
import { serve } from '../../main/supernet/serve.ts'
import { type ServingTable, servingTable } from '../../main/supernet/serving-table.ts'
import { strategies, streamKinds } from '../../main/supernet/settings.ts'
import { generateStream } from '../../main/supernet/streams.ts'
import { common, emptyShape, shapeBytes, sharedBytes } from '../../main/supernet/subgraph.ts'
import { residentBytes } from '../../main/supernet/subnet.ts'
import { tiny } from './tiny-supernet.ts'

const espEye: Board = boards['esp-eye']
const slowFlash = { flash: 'dio40', psram: '40' } as const

function tableFor(bufferBytes: number, board: Board = espEye, chosen = {}): ServingTable {
  const options = boardOptions(board, chosen)
  return servingTable(tiny, candidates(tiny, board, options, bufferBytes), board, options)
}

describe('shapes', () => {
  const layers = [
    { name: 'a', taps: 9 },
    { name: 'b', taps: 1 },
  ]
  test('have the bytes of their kernels, channels and taps', () => {
    expect(shapeBytes(layers, Uint16Array.of(8, 1, 16, 8))).toBe(9 * 8 + 16 * 8)
    expect(shapeBytes(layers, emptyShape(layers))).toBe(0)
  })

  test('share the smaller block of each layer, which is what both read', () => {
    const [left, right] = [Uint16Array.of(8, 1, 16, 4), Uint16Array.of(6, 1, 12, 8)]
    expect([...common(left, right)]).toEqual([6, 1, 12, 4])
    expect(sharedBytes(layers, left, right)).toBe(9 * 6 + 12 * 4)
    expect(sharedBytes(layers, left, right)).toBe(sharedBytes(layers, right, left))
  })
})

describe('candidate SubGraphs', () => {
  test('fit the buffer, start with nothing, and a larger buffer keeps those of a smaller one', () => {
    const options = boardOptions(espEye)
    const [small, large] = [12_000, 40_000].map((bytes) => candidates(tiny, espEye, options, bytes).subgraphs)
    expect(small[0].bytes).toBe(0)
    expect(Math.max(...small.map(({ bytes }) => bytes))).toBeLessThanOrEqual(12_000)
    const keys = new Set(large.map(({ shape }) => shape.join()))
    expect(small.every(({ shape }) => keys.has(shape.join()))).toBe(true)
    expect(large.length).toBeGreaterThan(small.length)
  })

  test('hold the bytes that their shape says, never more of a layer than its SubNet has', () => {
    for (const { shape, bytes } of candidates(tiny, espEye, boardOptions(espEye), 1e6).subgraphs) {
      expect(bytes).toBe(shapeBytes(tiny.layers, shape))
      expect(tiny.subnets.some((subnet) => shape.every((count, at) => count <= subnet.shape[at]))).toBe(true)
    }
  })

  test('end with each whole SubNet where the buffer holds it', () => {
    const { subgraphs, largest } = candidates(tiny, espEye, boardOptions(espEye), 1e6)
    tiny.subnets.forEach(({ shape }, s) => {
      expect(subgraphs[largest[s]].shape).toEqual(shape)
    })
  })
})

describe('the serving table', () => {
  test('with nothing cached is what the board takes, and caching never makes a SubNet slower', () => {
    const table = tableFor(60_000)
    const columns = table.subgraphs.length
    tiny.subnets.forEach((_, s) => {
      for (let g = 0; g < columns; g++) {
        expect(table.latencyMs[s * columns + g]).toBeLessThanOrEqual(table.latencyMs[s * columns] + 1e-9)
      }
    })
  })

  test('reads every weight byte either from the buffer or from outside, at least once', () => {
    const table = tableFor(60_000)
    const columns = table.subgraphs.length
    tiny.subnets.forEach((subnet, s) => {
      const weights = subnet.cost.operators.reduce((sum, { weightBytes }) => sum + weightBytes, 0)
      table.subgraphs.forEach(({ shape }, g) => {
        const resident = residentBytes(tiny.layers, subnet, shape).reduce((sum, bytes) => sum + bytes, 0)
        const at = s * columns + g
        expect(table.bufferBytes[at]).toBe(resident)
        expect(table.offChipBytes[at]).toBeGreaterThanOrEqual(weights - resident - 1e-6)
      })
    })
  })

  test('on a chip that streams weights once, what the buffer gives and what comes from outside are all weights', () => {
    const table = tableFor(60_000, fpgaLike)
    const columns = table.subgraphs.length
    tiny.subnets.forEach((subnet, s) => {
      const weights = subnet.cost.operators.reduce((sum, { weightBytes }) => sum + weightBytes, 0)
      for (let g = 0; g < columns; g++) {
        expect(table.bufferBytes[s * columns + g] + table.offChipBytes[s * columns + g]).toBeCloseTo(
          weights,
          6,
        )
      }
    })
  })

  test('charges for a load only what is not there already', () => {
    const table = tableFor(60_000)
    const columns = table.subgraphs.length
    for (let g = 0; g < columns; g++) {
      expect(table.loadBytes[g * columns + g]).toBe(0)
      expect(table.loadBytes[g]).toBe(table.subgraphs[g].bytes)
    }
  })
})

const query = fc.record({
  accuracy: fc.double({ min: 0.85, max: 1, noNaN: true }),
  latencyMs: fc.double({ min: 1, max: 200, noNaN: true }),
  runs: fc.integer({ min: 1, max: 4 }),
})

describe('the choice of a SubNet', () => {
  const table = tableFor(30_000)
  const columns = table.subgraphs.length

  test('never violates a strict bound that some SubNet could meet, and then is the best that meets it', () => {
    fc.assert(
      fc.property(query, fc.nat(columns - 1), (asked, cached) => {
        const ms = tiny.subnets.map((_, s) => table.latencyMs[s * columns + cached])
        const accurate = tiny.subnets.flatMap(({ accuracy }, s) => (accuracy >= asked.accuracy ? [s] : []))
        const exact = choose(table, 'strict-accuracy', asked, cached)
        if (accurate.length > 0) expect(ms[exact]).toBe(Math.min(...accurate.map((s) => ms[s])))
        else expect(tiny.subnets[exact].accuracy).toBe(0.98)
        const quick = tiny.subnets.flatMap((_, s) => (asked.runs * ms[s] <= asked.latencyMs ? [s] : []))
        const fast = choose(table, 'strict-latency', asked, cached)
        if (quick.length > 0) {
          expect(tiny.subnets[fast].accuracy).toBe(Math.max(...quick.map((s) => tiny.subnets[s].accuracy)))
          expect(asked.runs * ms[fast]).toBeLessThanOrEqual(asked.latencyMs)
        } else expect(ms[fast]).toBe(Math.min(...ms))
      }),
    )
  })
})

describe('serving a stream', () => {
  const table = tableFor(30_000, espEye, slowFlash)

  test.each(policies)(
    'is the same for the same seed, and its means are those of its queries (%s)',
    (policy) => {
      const queries = generateStream('bursty', table, 500, 10, 3)
      expect(generateStream('bursty', table, 500, 10, 3)).toEqual(queries)
      const { served, summary } = serve(table, queries, policy, cacheOf('sushi', table), 10)
      const mean = (values: Float32Array) => values.reduce((sum, value) => sum + value, 0) / values.length
      expect(summary.latency_ms).toBeCloseTo(mean(served.latencyMs) + mean(served.loadMs), 3)
      const late = queries.filter((query, i) => served.latencyMs[i] + served.loadMs[i] > query.latencyMs)
      expect(Math.abs(summary.deadline_misses_with_loads - late.length)).toBeLessThanOrEqual(1) // 32-bit times
      expect(summary.deadline_misses_with_loads).toBeGreaterThanOrEqual(summary.deadline_misses)
      expect(summary.loads).toBe(served.loadMs.filter((ms) => ms > 0).length)
      expect(summary.accuracy_misses).toBe(
        queries.filter(({ accuracy }, i) => tiny.subnets[served.subnet[i]].accuracy < accuracy).length,
      )
    },
  )

  test('takes less than 2 s of one core for 100,000 queries', () => {
    const queries = generateStream('bursty', table, 100_000, 10, 1)
    const before = process.cpuUsage()
    serve(table, queries, 'strict-accuracy', cacheOf('sushi', table), 10)
    const { user, system } = process.cpuUsage(before)
    expect((user + system) / 1e6).toBeLessThan(2)
  })

  test('changes what is cached only every Q queries', () => {
    const queries = generateStream('adversarial', table, 300, 20, 1)
    const { served } = serve(table, queries, 'strict-accuracy', cacheOf('sushi', table), 20)
    served.cached.forEach((cached, i) => {
      if (i % 20 !== 0) expect(cached).toBe(served.cached[i - 1])
    })
  })

  test('with no buffer is what every cache comes to when nothing fits', () => {
    const none = tableFor(0)
    const queries = generateStream('steady', none, 200, 10, 1)
    const summaries = strategies.map(
      (name) => serve(none, queries, 'strict-accuracy', cacheOf(name, none), 10).summary,
    )
    for (const summary of summaries) expect(summary).toEqual(summaries[0])
  })

  test.each(streamKinds)('a cache that looks at a steady demand is faster than none (%s)', (kind) => {
    const queries = generateStream(kind, table, 600, 10, 5)
    const latency = (name: (typeof strategies)[number]) =>
      serve(table, queries, 'strict-accuracy', cacheOf(name, table), 10).summary.latency_ms
    expect(latency('static')).toBeLessThan(latency('none'))
    if (kind === 'steady') expect(latency('sushi')).toBeLessThan(latency('none'))
  })
})

test('every byte served comes from the buffer or from outside, which also gives what is loaded', () => {
  const table = tableFor(60_000, fpgaLike)
  const columns = table.subgraphs.length
  const weights = tiny.subnets.map(({ cost }) =>
    cost.operators.reduce((sum, { weightBytes }) => sum + weightBytes, 0),
  )
  const streams = fc.array(query, { minLength: 1, maxLength: 60 })
  fc.assert(
    fc.property(
      streams,
      fc.integer({ min: 1, max: 8 }),
      fc.constantFrom(...policies),
      fc.constantFrom(...strategies),
      (queries, period, policy, name) => {
        const { served, summary } = serve(table, queries, policy, cacheOf(name, table), period)
        const loaded = queries.reduce((sum, _, i) => {
          const from = i === 0 ? 0 : served.cached[i - 1]
          return sum + table.loadBytes[from * columns + served.cached[i]]
        }, 0)
        const needed = queries.reduce((sum, { runs }, i) => sum + runs * weights[served.subnet[i]], 0)
        const { off_chip_bytes, buffer_bytes } = summary
        expect((off_chip_bytes + buffer_bytes) * queries.length).toBeCloseTo(needed + loaded, 3)
      },
    ),
    { numRuns: 50 },
  )
})

describe('the oracle', () => {
  const streams = fc.array(query, { minLength: 5, maxLength: 40 })

  test('is never slower than any cache of the same candidates', () => {
    fc.assert(
      fc.property(streams, fc.integer({ min: 1, max: 8 }), (queries: Query[], period) => {
        const table = tableFor(16_000, espEye, slowFlash)
        const latency = (cache: ReturnType<typeof cacheOf>) =>
          serve(table, queries, 'strict-accuracy', cache, period).summary.latency_ms
        const best = latency(oracle(table, queries, 'strict-accuracy', period))
        for (const name of strategies) expect(best).toBeLessThanOrEqual(latency(cacheOf(name, table)) + 1e-6)
      }),
      { numRuns: 20 },
    )
  })

  test('finds what trying every sequence of caches finds', () => {
    const whole = tableFor(16_000, espEye, slowFlash)
    const few = [0, 1, whole.subgraphs.length - 1].map((at) => whole.subgraphs[at])
    const table = servingTable(tiny, { subgraphs: few, largest: [0, 0, 0, 2] }, whole.board, whole.options)
    const queries = generateStream('bursty', table, 12, 3, 2)
    const latency = (path: number[]) => {
      let epoch = 0
      const cache = { first: path[0], next: () => path[++epoch] }
      return serve(table, queries, 'strict-accuracy', cache, 3).summary.latency_ms
    }
    const every = Array.from({ length: 81 }, (_, n) => [0, 1, 2, 3].map((at) => Math.floor(n / 3 ** at) % 3))
    const best = serve(table, queries, 'strict-accuracy', oracle(table, queries, 'strict-accuracy', 3), 3)
    expect(best.summary.latency_ms).toBeCloseTo(Math.min(...every.map(latency)), 6)
  })

  test.each(policies)('is never made worse by more buffer (%s)', (policy) => {
    const tables = [0, 4000, 12_000, 30_000, 70_000].map((bytes) => tableFor(bytes, espEye, slowFlash))
    fc.assert(
      fc.property(streams, fc.integer({ min: 1, max: 8 }), (queries: Query[], period) => {
        const results = tables.map(
          (table) => serve(table, queries, policy, oracle(table, queries, policy, period), period).summary,
        )
        results.slice(1).forEach((summary, i) => {
          if (policy === 'strict-accuracy')
            expect(summary.latency_ms).toBeLessThanOrEqual(results[i].latency_ms + 1e-6)
          else expect(summary.accuracy).toBeGreaterThanOrEqual(results[i].accuracy - 1e-9)
        })
      }),
      { numRuns: 15 },
    )
  })
})
