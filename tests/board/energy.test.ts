import { describe, expect, it } from 'vitest'
import { defaultBoard } from '../../main/board/boards.ts'
import { energy, energyParts } from '../../main/board/energy.ts'
import { megahertz, milliseconds } from '../../main/board/units.ts'

const use = { busy: milliseconds(0), idle: milliseconds(0), sensors: false, psram: false }

describe('energy', () => {
  it('is power times time', () => {
    // 3.3 V x 68 mA = 224.4 mW for 1 s.
    expect(energy(defaultBoard, megahertz(240), { ...use, busy: milliseconds(1000) })).toBeCloseTo(224.4, 6)
    expect(energy(defaultBoard, megahertz(240), { ...use, idle: milliseconds(1000) })).toBeCloseTo(99, 6)
  })

  it('is within 3 % of what was measured during inference at 160 MHz (P3)', () => {
    const estimate = energy(defaultBoard, megahertz(160), { ...use, busy: milliseconds(236.62) })
    expect(Math.abs(estimate / 35.25 - 1)).toBeLessThan(0.03)
  })

  it('is told apart by what takes it, a sensor that is left out taking none', () => {
    const part = { ...use, busy: milliseconds(100), idle: milliseconds(100), psram: true }
    const parts = energyParts(defaultBoard, megahertz(240), { ...part, camera: true, microphone: false })
    expect(parts).toEqual({
      processor: expect.closeTo(22.44 + 9.9, 6),
      camera: expect.closeTo(25, 6),
      microphone: 0,
      psram: expect.closeTo(0.16, 6),
    })
  })

  it('adds camera, microphone and PSRAM for the whole time', () => {
    const both = { ...use, busy: milliseconds(100), idle: milliseconds(100) }
    const bare = energy(defaultBoard, megahertz(240), both)
    const full = energy(defaultBoard, megahertz(240), { ...both, sensors: true, psram: true })
    expect(full - bare).toBeCloseTo(0.2 * (125 + 2.1 + 0.8), 6)
  })
})
