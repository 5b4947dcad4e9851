// The device catalogue and the networks measured on it: checked facts.

import { describe, expect, it } from 'vitest'
import { boards } from '../../main/board/boards.ts'
import { benchmarkNetworks } from '../../main/portability/benchmark-networks.ts'
import { catalogue, coreCalled, deviceCalled } from '../../main/portability/catalogue.ts'
import { catalogueMeasurements } from '../../main/portability/measurements.ts'
import { describedDevice } from '../../main/portability/own-device.ts'

describe('the catalogue', () => {
  it('holds 40 chips, the boards that are emulated, and the 13 devices of NAS-Bench-201', () => {
    const { devices, nasBench } = catalogue()
    expect(devices.filter(({ board }) => board === undefined)).toHaveLength(40)
    expect(devices.flatMap(({ board }) => board ?? []).sort()).toEqual(Object.keys(boards).sort())
    expect(nasBench).toHaveLength(13)
    expect(new Set(devices.map(({ id }) => id)).size).toBe(devices.length)
  })

  it('holds 114 measurements of 39 chips, all of networks it knows', () => {
    const measurements = catalogueMeasurements()
    expect(measurements).toHaveLength(114)
    expect(new Set(measurements.map(({ device }) => device.chip)).size).toBe(39)
    const networks = benchmarkNetworks().map(({ id }) => id)
    for (const { measured_ms } of catalogue().devices) {
      for (const network of Object.keys(measured_ms)) expect(networks).toContain(network)
    }
  })

  it('finds devices and cores whatever the case and punctuation, and says what there is instead', () => {
    expect(deviceCalled('stm32 f411ce').id).toBe('stm32f411ce')
    expect(coreCalled('Cortex M4').id).toBe('cortex-m4')
    expect(() => deviceCalled('esp32-s')).toThrow(expect.objectContaining({ code: 'unknown-device' }))
    expect(() => coreCalled('z80')).toThrow(expect.objectContaining({ code: 'unknown-core', exitCode: 2 }))
  })

  it('takes a described board for its core, but for what is said otherwise', () => {
    const plain = { name: 'mine', core: 'cortex-m4', mhz: 100, flash_kb: null, ram_kb: null }
    expect(describedDevice({ ...plain, simd: null, fpu: null }).core).toMatchObject({
      simd: 'packed',
      fpu: true,
    })
    const reduced = describedDevice({ ...plain, simd: 'none', fpu: false })
    expect(reduced.core).toMatchObject({ simd: 'none', simd_used: false, fpu: false, family: 'cortex-m4' })
  })
})

describe('the benchmark networks', () => {
  it('have the MACs their authors state', () => {
    const macs = Object.fromEntries(benchmarkNetworks().map(({ id, features }) => [id, features.macs]))
    // TinyMaix's model stat: 13.58, 3.08 and 0.02 M operations; MLPerf Tiny: 7.49 M for visual wake words.
    expect(macs).toEqual({ mbnet128: 13_570_048, vww96: 7_489_664, cifar10: 3_082_240, mnist: 21_220 })
  })

  it('have weights of as many bytes as are stated for the CIFAR network', () => {
    const cifar = benchmarkNetworks().find(({ id }) => id === 'cifar10')
    // 5x5x3x32 + 5x5x32x32 + 5x5x32x64 + 1024x10 weights and 4 bytes of bias a channel.
    expect(cifar?.features.work.at(-1)).toBe(2400 + 25_600 + 51_200 + 10_240 + 4 * (32 + 32 + 64 + 10))
  })

  it('divide their nominal cycles among the kinds of work', () => {
    for (const { features } of benchmarkNetworks()) {
      expect(features.shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1)
    }
  })
})
