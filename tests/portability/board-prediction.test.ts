// Predictions for a board: catalogue or one's own, with and without measurements, and what to measure next.

import { beforeAll, describe, expect, it } from 'vitest'
import { predictBoard } from '../../main/portability/board-prediction.ts'
import { deviceCalled } from '../../main/portability/catalogue.ts'
import { describedDevice } from '../../main/portability/own-device.ts'
import { ownMeasurements } from '../../main/portability/own-measurements.ts'
import { mostTelling } from '../../main/portability/telling-networks.ts'
import { type ZooNetworkCost, zooNetworks } from '../../main/portability/zoo-networks.ts'

let zoo: ZooNetworkCost[]
beforeAll(async () => {
  zoo = zooNetworks()
}, 60_000)

const mine = describedDevice({
  name: 'mine',
  core: 'cortex-m7',
  mhz: 120,
  flash_kb: 256,
  ram_kb: 64,
  simd: null,
  fpu: null,
})

describe('predicted latencies', () => {
  it('name every network of the zoo with an interval around its estimate', () => {
    const { networks, measured } = predictBoard(zoo, { device: mine, own: [], coverage: 0.9 })
    expect(measured).toBe(0)
    expect(networks.map(({ network }) => network)).toEqual(zoo.map(({ id }) => id))
    expect(zoo.map(({ id }) => id)).toContain('face-embed')
    expect(zoo.map(({ id }) => id)).not.toContain('face-binary')
    for (const { predicted_ms } of networks) {
      expect(predicted_ms.low).toBeLessThan(predicted_ms.estimate)
      expect(predicted_ms.high).toBeGreaterThan(predicted_ms.estimate)
      expect(Number.isFinite(predicted_ms.high)).toBe(true)
    }
  })

  it('on the ESP-EYE agree with its clock within their interval, and carry what the emulation says', () => {
    const { networks } = predictBoard(zoo, { device: deviceCalled('esp-eye'), own: [], coverage: 0.9 })
    for (const { predicted_ms, emulated } of networks) {
      expect(emulated?.latency_ms.estimate).toBeGreaterThan(predicted_ms.low)
      expect(emulated?.latency_ms.estimate).toBeLessThan(predicted_ms.high)
      expect(emulated?.energy_mj).toBeGreaterThan(0)
    }
    expect(predictBoard(zoo, { device: mine, own: [], coverage: 0.9 }).networks[0].emulated).toBeNull()
  })

  it('follow a measurement on the board, with narrower intervals', () => {
    const before = predictBoard(zoo, { device: mine, own: [], coverage: 0.9 })
    const [{ network, predicted_ms: first }] = before.networks
    const after = predictBoard(zoo, {
      device: mine,
      own: [{ network, ms: 2 * first.estimate }],
      coverage: 0.9,
    })
    expect(after.networks[0]).toMatchObject({ measured_ms: 2 * first.estimate })
    after.networks.slice(1).forEach(({ predicted_ms }, at) => {
      const was = before.networks[at + 1].predicted_ms
      expect(predicted_ms.estimate).toBeGreaterThan(1.2 * was.estimate)
      expect(predicted_ms.high / predicted_ms.low).toBeLessThan(was.high / was.low)
    })
    expect(after.next.map((one) => one.network)).not.toContain(network)
    expect(before.next[0].interval_ratio).toBeLessThan(0.9)
  })

  it('say which network does not fit by its size', () => {
    const tight = { ...mine, flash_kb: 128 }
    const { networks } = predictBoard(zoo, { device: tight, own: [], coverage: 0.9 })
    const problem = networks.find(({ network }) => network === 'face-embed')?.problem
    expect(problem).toMatch(/flash/)
    expect(networks.find(({ network }) => network === 'face-detect')?.problem).toBeNull()
  })
})

describe('what to measure next', () => {
  it('is the network that the others hang on', () => {
    // Networks 0 and 1 move together, 2 is alone and known: measuring 0 or 1 tells both.
    const covariance = Float64Array.from([1, 0.9, 0, 0.9, 1, 0, 0, 0, 0.1])
    const [{ index, before, after }, second] = mostTelling(covariance, 3, [0, 1, 2], 2)
    expect([0, 1]).toContain(index)
    expect(after[1 - index]).toBeCloseTo(1 - 0.81 / 1.1)
    expect([...before]).toEqual([1, 1, 0.1])
    expect(second.index).toBe(1 - index)
  })
})

describe('measurements pasted from a serial log', () => {
  const names = ['face-embed', 'voice-embed/w48-d5']

  it('are the lines of network and milliseconds; the median of repeated ones', () => {
    const log =
      'network,ms\nI (312) boot: ready\nface-embed,641.5\nface-embed, 640 ms\nface-embed;655\nvoice-embed/w48-d5 71\n'
    expect(ownMeasurements(log, names)).toEqual([
      { network: 'face-embed', ms: 641.5 },
      { network: 'voice-embed/w48-d5', ms: 71 },
    ])
  })

  it('are refused by line: unknown networks, no time, nothing at all', () => {
    const refusal = (message: RegExp) =>
      expect.objectContaining({
        code: 'bad-measurements',
        exitCode: 2,
        message: expect.stringMatching(message),
      })
    expect(() => ownMeasurements('face-embed,1\nfaces,3', names)).toThrow(refusal(/line 2.*faces/))
    expect(() => ownMeasurements('face-embed,0', names)).toThrow(refusal(/line 1.*"0"/))
    expect(() => ownMeasurements('hello there\n', names)).toThrow(refusal(/no line/))
  })
})
