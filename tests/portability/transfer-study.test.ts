// One proxy against the twelve other devices of the NAS-Bench-201 tables (../shared, or where VISEME_SHARED says).

import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { readLatencyTable } from '../../main/portability/latency-table.ts'
import { measureNext } from '../../main/portability/measure-next.ts'
import { growAdaptation, proxyOf } from '../../main/portability/one-proxy.ts'
import { transferStudy } from '../../main/portability/transfer-study.ts'
import { viseme } from '../cli/viseme.ts'

const path = resolve(process.env.VISEME_SHARED ?? '../shared', 'portability', 'nasbench201-latency.json')
const known = test.skipIf(!existsSync(path))
const proxy = 'rice_raspi4'

known('adaptation reaches a rank correlation of 0.84 with 20 samples and 0.91 with 40', async () => {
  const table = await readLatencyTable(path)
  const { mean } = transferStudy(table, {
    proxy,
    targets: table.devices.filter((device) => device !== proxy),
    samples: [20, 40],
    seeds: [0, 1, 2, 3],
    choice: 'random',
  })
  const [twenty, forty] = mean
  expect(twenty.adapted_srcc).toBeGreaterThan(0.84)
  expect(forty.adapted_srcc).toBeGreaterThan(0.91)
  expect(twenty.proxy_srcc).toBeCloseTo(0.739, 2)
  expect(twenty.adapted_srcc).toBeGreaterThan(twenty.from_scratch_srcc + 0.1)
  expect(forty.final_hypervolume).toBeGreaterThan(0.97)
})

known('measuring goes on until the samples say that the order is right, or the budget ends', async () => {
  const table = await readLatencyTable(path)
  const known = proxyOf(table, proxy)
  const latencies = table.latencyMs.get('rice_eyeriss') ?? []
  const order = measureNext(
    known.weights,
    known.encoding,
    latencies.map((_, at) => at),
    60,
    1,
  )
  const grown = growAdaptation(known, order, (at) => latencies[at] ?? Number.NaN, {
    first: 8,
    step: 8,
    most: 60,
  })
  expect(grown.rounds.at(-1)?.srcc).toBeGreaterThanOrEqual(0.9)
  expect(grown.measured).toEqual(order.slice(0, grown.rounds.at(-1)?.samples))
  const hopeless = growAdaptation(known, order, (at) => 1 + ((at * 7919) % 97), {
    first: 8,
    step: 8,
    most: 20,
  })
  expect(hopeless.rounds.map(({ samples }) => samples)).toEqual([8, 16, 20])
})

known(
  'the command prints the study as one JSON document, and refuses what the table does not have',
  async () => {
    const study = await viseme(
      'portability',
      'adapt',
      path,
      '--proxy',
      proxy,
      '--target',
      'true_630',
      '--samples',
      '20',
      '--seeds',
      '2',
      '--json',
    )
    expect(study.json.rows).toHaveLength(1)
    expect(study.json.mean[0].adapted_srcc).toBeGreaterThan(0.85)
    const unknown = await viseme('portability', 'adapt', path, '--proxy', 'toaster', '--json')
    expect(unknown).toMatchObject({ code: 2, json: { error: { code: 'unknown-device' } } })
    const many = await viseme('portability', 'adapt', path, '--proxy', proxy, '--samples', '2000', '--json')
    expect(many).toMatchObject({ code: 2, json: { error: { code: 'too-many-samples' } } })
  },
)
