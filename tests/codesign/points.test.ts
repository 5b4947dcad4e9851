import { beforeAll, describe, expect, test } from 'vitest'
import { spendComparison } from '../../main/authentication/attempt.ts'
import { startSystem } from '../../main/authentication/system.ts'
import { boards } from '../../main/board/boards.ts'
import { simulatedPerson } from '../../main/capture/simulated/people.ts'
import { attemptCost } from '../../main/codesign/attempt-cost.ts'
import { voiceTrace } from '../../main/codesign/attempt-trace.ts'
import { type Design, optionsOf, parseDesign } from '../../main/codesign/design.ts'
import { tableOf, type Workshop } from '../../main/codesign/table.ts'
import { readZoo } from '../../main/inference/zoo.ts'
import { smallWorkshop } from './small-workshop.ts'

const EYE = 'esp-eye/240-qio80-psram80-sram-esp-nn'
let workshop: Workshop

beforeAll(async () => {
  workshop = smallWorkshop((space) => ({ ...space, boards: [...space.boards, boards['esp32-c3']] }))
})

const point = (id: string, changes: Partial<Design> = {}) =>
  workshop.pointOf({ ...parseDesign(id), ...changes })

describe('a point', () => {
  test('takes as long as an attempt of the application itself', () => {
    const design = parseDesign(`face/w4-deep-64.int8/-/${EYE}`)
    const { board, plan } = workshop.planOf(design)
    const { latency_ms } = attemptCost({ ...plan, lookingMs: 0 }, board, optionsOf(design))
    const { machine, face } = startSystem()
    machine.reset()
    machine.onCore(0, () => face.capture(simulatedPerson(1).face(0, 0).image))
    spendComparison(machine)
    expect(latency_ms.estimate).toBeCloseTo(machine.report().latency_ms.estimate, 6)
  })

  test('waits less after the capture when the face is compared while the person still speaks', () => {
    const face = point(`face/w4-deep-64.int8/-/${EYE}`)
    const voice = point(`voice/-/w192-d6.int8.3s/${EYE}`)
    const both = point(`sum/w4-deep-64.int8/w192-d6.int8.3s/${EYE}`)
    expect(both.latency_ms.estimate).toBeLessThan(face.latency_ms.estimate + voice.latency_ms.estimate)
    expect(both.latency_ms.estimate).toBeGreaterThanOrEqual(voice.latency_ms.estimate)
    expect(both.attempt_ms.estimate).toBeCloseTo(3000 + both.latency_ms.estimate, 6)
  })

  test('of a cascade tells both ways: the face alone, and with the voice asked for afterwards', () => {
    const face = point(`face/w0-deep-64.int8/-/${EYE}`)
    const cascade = point(`cascade/w0-deep-64.int8/w48-d5.int8.2s/${EYE}`)
    expect(cascade.face_only?.latency_ms.estimate).toBeCloseTo(face.latency_ms.estimate, 6)
    expect(cascade.attempt_ms.estimate).toBeGreaterThan(face.attempt_ms.estimate + 2000)
  })

  test('needs no memory for a sensor that it does not use', () => {
    const face = point(`face/w0-deep-64.int8/-/${EYE}`)
    const { machine } = startSystem()
    expect(machine.heap.allocations.some(({ name }) => name === 'microphone DMA')).toBe(true)
    expect(face.energy_parts_mj.microphone).toBe(0)
    expect(point(`sum/w0-deep-64.int8/w48-d5.int8.2s/${EYE}`).peak_ram_bytes).toBeGreaterThan(
      face.peak_ram_bytes + 96_000, // the audio ring
    )
  })

  test('says exactly why it does not fit, and what it would cost all the same', () => {
    const noCamera = point('face/w0-deep-64.int8/-/esp32-c3/160-qio80-nopsram-sram-esp-nn')
    expect(noCamera).toMatchObject({ fits: false, problems: [{ code: 'no-camera' }] })
    expect(noCamera.latency_ms.estimate).toBeGreaterThan(0)
    const tight = point('sum/w4-deep-64.int8/w192-d6.int8.3s/esp-eye-no-psram/240-qio80-nopsram-sram-esp-nn')
    expect(tight.fits).toBe(false)
    expect(tight.problems[0].message).toMatch(/asks for \d+ bytes; \d+ are free there/)
    expect(tight.latency_ms.estimate).toBeGreaterThan(0)
  })
})

describe('over the whole table', () => {
  test('a wider network never needs less flash or fewer multiplications, a faster clock never takes longer', () => {
    const points = [...tableOf(workshop)]
    expect(points.length).toBeGreaterThan(1000)
    const groups = (but: string[]) =>
      Map.groupBy(points, ({ factors }) =>
        JSON.stringify(Object.entries(factors).filter(([factor]) => !but.includes(factor))),
      )
    for (const group of groups(['face_network', 'face_width']).values()) {
      const widths = group.filter(({ factors }) => factors.face_width !== null)
      widths.sort((a, b) => a.factors.face_width! - b.factors.face_width!)
      widths.slice(1).forEach((wider, at) => {
        expect(wider.flash_bytes).toBeGreaterThanOrEqual(widths[at].flash_bytes)
        expect(wider.macs).toBeGreaterThanOrEqual(widths[at].macs)
      })
    }
    for (const group of groups(['cpu_mhz']).values()) {
      group.sort((a, b) => a.factors.cpu_mhz - b.factors.cpu_mhz)
      group.slice(1).forEach((faster, at) => {
        expect(faster.latency_ms.estimate).toBeLessThanOrEqual(group[at].latency_ms.estimate + 1e-9)
      })
    }
  })
})

test('a trace of n seconds of speech runs the voice network on n - 1 windows', () => {
  const count = (seconds: number) =>
    JSON.stringify(voiceTrace(readZoo(), seconds)).split('"invoke"').length - 1
  expect([2, 3, 4].map(count)).toEqual([1, 2, 3])
})
