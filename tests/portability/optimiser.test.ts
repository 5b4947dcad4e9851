// The learned optimiser on a small made-up space: its gradient, its training, and its designs beside the search's.

import { describe, expect, it } from 'vitest'
import { boards } from '../../main/board/boards.ts'
import type { Price } from '../../main/codesign/bill.ts'
import { catalogue, deviceCalled } from '../../main/portability/catalogue.ts'
import { type DesignChoices, fingerprintOf } from '../../main/portability/design-choices.ts'
import { distanceOf, landscapeOf, situationOf } from '../../main/portability/design-objectives.ts'
import {
  currentOptimiser,
  type DesignSources,
  openDesigns,
  readOptimiser,
} from '../../main/portability/design-sources.ts'
import { catalogueMeasurements } from '../../main/portability/measurements.ts'
import type { NetworkFeatures } from '../../main/portability/network-features.ts'
import { LX6_RATES } from '../../main/portability/network-features.ts'
import { axesOf, checkAxes, mostProbable, outputGroups } from '../../main/portability/optimiser.ts'
import {
  catalogueSituations,
  drawSituations,
  powerAndSensorsOf,
} from '../../main/portability/optimiser-devices.ts'
import { optimiserQuality, searched } from '../../main/portability/optimiser-quality.ts'
import { expectedLoss, trainOptimiser } from '../../main/portability/optimiser-training.ts'
import { drawWeights, uniformOf } from '../../main/portability/optimiser-weights.ts'
import { measuredPairs, recommend } from '../../main/portability/recommendation.ts'
import { zooNetworks } from '../../main/portability/zoo-networks.ts'

/** A network of so many million products. */
function featuresOf(millions: number): NetworkFeatures {
  const work = [millions * 1e6, 0, millions * 3e4, 20, 3e5]
  const cycles = work.map((count, kind) => count * LX6_RATES[kind])
  const nominalCycles = cycles.reduce((sum, value) => sum + value, 0)
  return {
    work,
    macs: work[0],
    activationBytes: 0,
    nominalCycles,
    shares: cycles.map((each) => each / nominalCycles),
  }
}
const network = (name: string, millions: number) => ({
  name,
  features: featuresOf(millions),
  modelBytes: 40_000 * millions,
  arenaBytes: 8000 * millions,
})

const SIZES = [1, 2, 4, 8, 16]
const modalities: DesignChoices['modalities'] = ['face', 'voice', 'sum', 'cascade']
const faceError = (at: number) => 0.12 / (at + 1)
const voiceError = (at: number, second: number) => 0.3 / (at + 1) / (second + 1)
const choices: DesignChoices = {
  modalities,
  faces: SIZES.map((size) => network(`f${size}`, size)),
  voices: SIZES.slice(0, 3).map((size) => network(`v${size}`, size)),
  seconds: [
    { seconds: 2, runs: 1 },
    { seconds: 3, runs: 2 },
  ],
  before: [network('face-detect', 3)],
  lookingSeconds: 1,
  designs: [
    ...SIZES.map((_, face) => ({
      modality: 0,
      face,
      voice: -1,
      seconds: -1,
      eer: faceError(face),
      asksVoice: 0,
    })),
    ...[1, 2, 3].flatMap((modality) =>
      (modality === 1 ? [-1] : SIZES.map((_, face) => face)).flatMap((face) =>
        [0, 1, 2].flatMap((voice) =>
          [0, 1].map((seconds) => ({
            modality,
            face,
            voice,
            seconds,
            eer: (face < 0 ? 1 : 3 * faceError(face)) * voiceError(voice, seconds),
            asksVoice: modality === 3 ? 0.3 : 1,
          })),
        ),
      ),
    ),
  ],
}
const price = (board: string, needed: Price['needed'], dollars: number): Price => ({
  board,
  part: needed,
  needed,
  dollars,
  date: '2026',
  source: 'made up',
})
const sources: DesignSources = {
  choices,
  boards: ['esp-eye'],
  emulated: () =>
    choices.designs.map((_, at) => (at === 0 ? null : { attempt_s: 1 + at, energy_mj: 5 * at })),
  prices: [price('esp-eye-no-psram', 'face', 5), price('esp-eye-no-psram', 'voice', 2)],
}

describe('designs on a device', () => {
  const situation = situationOf(
    choices,
    deviceCalled('esp32'),
    catalogueMeasurements(),
    powerAndSensorsOf(deviceCalled('esp32'), sources.prices),
  )

  it('cost the time of capture and networks, and what their sensors cost', () => {
    const { raw } = landscapeOf(choices, situation)
    const [small] = raw
    expect(small?.[1]).toBeCloseTo(1 + (situation.before + situation.faces[0]) / 1000)
    expect(small?.[3]).toBe(5)
    const sum = choices.designs.findIndex(({ modality }) => modality === 2)
    const face = 1 + (situation.before + situation.faces[0]) / 1000
    expect(raw[sum]?.[1]).toBeCloseTo(Math.max(face, 2) + situation.voices[0] / 1000)
    expect(raw[sum]?.[3]).toBe(7)
  })

  it('do not fit where flash, RAM or a sensor is missing', () => {
    const fitting = (change: Partial<typeof situation>) =>
      landscapeOf(choices, { ...situation, ...change }).raw.filter((values) => values !== null).length
    expect(fitting({})).toBe(choices.designs.length)
    // Two faces and two voices remain: alone 2 and 2 x 2, together 2 x 2 x 2, in two ways.
    expect(fitting({ ramBytes: 30_000 })).toBe(2 + 4 + 8 + 8)
    expect(fitting({ flashBytes: 1000 })).toBe(0)
    expect(fitting({ sensors: { ...situation.sensors, camera: false } })).toBe(6)
  })

  it('are ranked by the largest weighted distance from the best of everything', () => {
    expect(distanceOf([0.2, 0.5, 0, 0], [0.5, 0.5, 0, 0])).toBeCloseTo(0.25 + 0.1 * 0.35)
    const landscape = landscapeOf(choices, situation)
    const best = searched(landscape, [1, 0, 0, 0])!
    expect(choices.designs[best].eer).toBe(Math.min(...choices.designs.map(({ eer }) => eer)))
  })
})

describe('the optimiser', () => {
  const groups = outputGroups(axesOf(choices))

  it('has the gradient of its expected loss, by differences', () => {
    const uniform = uniformOf(3)
    const outputs = Float64Array.from({ length: groups.outputs }, () => 2 * uniform() - 1)
    const losses = choices.designs.map(() => uniform())
    const { gradient } = expectedLoss(choices, groups, outputs, losses, 0.05)
    const step = 1e-5
    gradient.forEach((slope, at) => {
      const moved = (by: number) => {
        const shifted = outputs.slice()
        shifted[at] += by
        return expectedLoss(choices, groups, shifted, losses, 0.05).loss
      }
      expect(slope).toBeCloseTo((moved(step) - moved(-step)) / (2 * step), 6)
    })
  })

  it('decides for the design that its outputs make most probable, among those there are', () => {
    const outputs = new Array<number>(groups.outputs).fill(0)
    outputs[2] = 9 // sum
    outputs[groups.face[2]!.from + 3] = 5
    outputs[groups.voice[2]!.from + 1] = 5
    outputs[groups.seconds[2]!.from + 1] = 5
    const { designs } = choices
    expect(designs[mostProbable(choices, outputs, groups)]).toMatchObject({
      modality: 2,
      face: 3,
      voice: 1,
      seconds: 1,
    })
    const fewer = { designs: designs.filter(({ modality, face }) => modality !== 2 || face !== 3) }
    expect(fewer.designs[mostProbable(fewer, outputs, groups)]).toMatchObject({ modality: 2, voice: 1 })
  })

  it('draws weights that sum to one, none for what is not known', () => {
    const uniform = uniformOf(1)
    for (let i = 0; i < 50; i++) {
      const weights = drawWeights(uniform, [true, true, false, true])
      expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1)
      expect(weights[2]).toBe(0)
    }
  })

  it('trained on drawn devices, gives the catalogue’s nearly the whole front, the same from the same seed', () => {
    const devices = drawSituations(choices, sources.prices, 40, uniformOf(2))
    const plan = { seed: 1, steps: 800 }
    const optimiser = trainOptimiser(choices, devices, plan)
    const judged = catalogueSituations(choices, sources.prices).map(({ device, situation }) => ({
      name: device.id,
      situation,
    }))
    const proxy = judged.find(({ name }) => name === 'esp-eye')!.situation
    const quality = optimiserQuality(optimiser, choices, judged, proxy)
    const own = quality.devices.find((row) => row.device === 'esp-eye')!
    expect(own.proxy).toMatchObject({ largest_regret: 0, unfit: 0 })
    expect(quality.proxy.lowest_ratio).toBeLessThan(quality.lowest_ratio)
    expect(quality.devices.length).toBeGreaterThan(15)
    expect(quality.mean_ratio).toBeGreaterThan(0.95)
    for (const { hypervolume_ratio, unfit } of quality.devices) {
      expect(hypervolume_ratio).toBeLessThanOrEqual(1 + 1e-9)
      expect(unfit).toBeLessThan(0.1)
    }
    const short = { seed: 5, steps: 20 }
    expect(trainOptimiser(choices, devices, short)).toEqual(trainOptimiser(choices, devices, short))
    expect(optimiser.trained_for).toBe(fingerprintOf(choices))

    const device = deviceCalled('esp-eye')
    const known = recommend(sources, optimiser, { device, weights: [0, 1, 1, 0] })
    expect(known).toMatchObject({ figures_from: 'emulation', designs: choices.designs.length - 1 })
    expect(known.searched).toMatchObject({ face: 'f2', attempt_s: 2, energy_mj: 5 })
    expect(known.recommended.design_id).toMatch(/\/esp-eye\/240-qio80-psram80-sram-esp-nn$/)
    expect(known.proxy).toMatchObject({ designs: known.front.length, removed: 0 })
    const milliwatts = 200
    const plain = recommend(sources, optimiser, { device, weights: [1, 1, 1, 0], milliwatts })
    expect(plain).toMatchObject({ figures_from: 'predictions', recommended: { design_id: null } })
    expect(plain.counted).toEqual([true, true, true, false])
    expect(plain.weights[3]).toBe(0)
    for (const weights of [0, 1, 2, 3].map((axis) => [axis, 1, 2, 0.5])) {
      const { regret, recommended_by, optimiser_design } = recommend(sources, optimiser, {
        device,
        weights,
        milliwatts,
      })
      expect(regret).toBeGreaterThanOrEqual(0)
      expect(regret).toBeLessThanOrEqual(0.01)
      expect(recommended_by === 'optimiser').toBe(optimiser_design === 'recommended')
    }
    // An optimiser that always gives the least accurate design.
    const [first, second, third] = optimiser.layers
    const bias = third.bias.map((_, at) => Number(at === 0 || at === groups.face[0]!.from) * 100)
    const stubborn = {
      ...optimiser,
      layers: [first, second, { weights: third.weights.map(() => 0), bias }],
    }
    expect(recommend(sources, stubborn, { device, weights: [1, 0, 0, 0], milliwatts })).toMatchObject({
      recommended_by: 'search',
      optimiser_design: 'too-far',
      regret: 0,
    })
    expect(recommend(sources, stubborn, { device, weights: [1, 0, 0, 0] }).optimiser_design).toBe(
      'does-not-fit',
    )
    const slow = recommend(sources, optimiser, {
      device,
      weights: [1, 1, 1, 0],
      milliwatts,
      own: measuredPairs(sources, [], device, 'face-embed/f16,9000\n'),
    })
    expect(slow.searched.attempt_s).toBeGreaterThanOrEqual(plain.searched.attempt_s)
    expect(() => checkAxes({ ...optimiser, axes: { ...optimiser.axes, seconds: [5] } }, choices)).toThrow(
      expect.objectContaining({ code: 'stale-optimiser', exitCode: 4 }),
    )
    const without = recommend(sources, null, { device, weights: [1, 1, 1, 0], milliwatts })
    expect(without).toMatchObject({
      recommended_by: 'search',
      optimiser_design: 'none',
      regret: 0,
      recommended: plain.searched,
    })
    expect(() =>
      recommend(sources, optimiser, { device: deviceCalled('atmega328'), weights: [1, 1, 1, 1] }),
    ).toThrow(expect.objectContaining({ code: 'nothing-fits', exitCode: 3 }))
  }, 60_000)

  it('that is shipped is trained for the shipped designs and error rates, or is not used', async () => {
    const { choices: shipped } = openDesigns()
    const { trained_for } = readOptimiser(shipped)
    expect(currentOptimiser(shipped)?.trained_for ?? null).toBe(
      trained_for === fingerprintOf(shipped) ? trained_for : null,
    )
    const [first, ...others] = shipped.designs
    const remeasured = { ...shipped, designs: [{ ...first, eer: first.eer + 0.01 }, ...others] }
    expect(currentOptimiser(remeasured)).toBeNull()
  }, 60_000)

  it('rests on measurements of every network that is predicted for a board, by the same names', async () => {
    const { choices: shipped } = openDesigns()
    const zoo = zooNetworks()
    const ids = zoo.map(({ id }) => id)
    const measured = ids.map((id) => `${id},5`).join('\n')
    const pairs = measuredPairs({ choices: shipped }, zoo, deviceCalled('esp32'), measured)
    expect(pairs.map(({ network }) => network)).toEqual(ids)
    expect(ids).toContain('face-embed')
  }, 60_000)

  it('knows power and sensors of emulated boards from their data', () => {
    const on = (id: string) => powerAndSensorsOf(deviceCalled(id), sources.prices)
    const { power } = boards['esp-eye']
    expect(on('esp-eye').milliwatts).toBeCloseTo(power.busyMilliamps[240] * power.volts)
    expect(on('esp32').milliwatts).toBeNull()
    expect(on('esp32-c3-board').sensors).toMatchObject({ camera: false, microphone: true })
    expect(catalogue().devices.filter(({ board }) => board !== undefined)).toHaveLength(
      Object.keys(boards).length,
    )
  })
})
