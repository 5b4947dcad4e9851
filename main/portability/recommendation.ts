// Which design for this board: the optimiser's at once, the search's through the same predictors beside it, the front on
// the board, and which designs of another board's front are not optimal here.

import { EMBEDDER } from '../codesign/attempt-trace.ts'
import { paretoFront } from '../codesign/pareto.ts'
import { VisemeError } from '../errors.ts'
import { benchmarkNetworks } from './benchmark-networks.ts'
import type { Device } from './catalogue.ts'
import { deviceCalled } from './catalogue.ts'
import type { DesignChoices } from './design-choices.ts'
import {
  distanceOf,
  type Landscape,
  landscapeFrom,
  landscapeOf,
  objectiveNames,
  sensorDollars,
  situationOf,
} from './design-objectives.ts'
import type { DesignSources } from './design-sources.ts'
import { designIdOn } from './emulated-designs.ts'
import type { Measurement } from './latency-model.ts'
import { catalogueMeasurements } from './measurements.ts'
import type { NetworkFeatures } from './network-features.ts'
import type { Optimiser } from './optimiser.ts'
import { powerAndSensorsOf } from './optimiser-devices.ts'
import { optimise, searched } from './optimiser-quality.ts'
import { ownMeasurements } from './own-measurements.ts'
import type { ZooNetworkCost } from './zoo-networks.ts'

/** A design with what it is expected to be on the board. */
export interface RecommendedDesign {
  modality: string
  face: string | null
  voice: string | null
  seconds: number | null
  /** Of the development people. */
  eer: number
  attempt_s: number
  /** Null where the board's power is not known. */
  energy_mj: number | null
  sensors_dollars: number
  /** Of co-design, whose figures these then are, with Espressif's configuration of the board; null of estimates. */
  design_id: string | null
}

export interface Recommendation {
  device: { id: string; name: string }
  /** Of accuracy, latency, energy and cost; those that do not vary or are not known count nothing. */
  weights: number[]
  counted: boolean[]
  recommended: RecommendedDesign
  recommended_by: 'optimiser' | 'search'
  /**
   * Of the optimiser's design: recommended; or there is none, as no optimiser is trained for these designs and error
   * rates; or it does not fit; or it is farther than 0.01 from the search's.
   */
  optimiser_design: 'recommended' | 'none' | 'does-not-fit' | 'too-far'
  /**
   * Times, energies and what fits: from the board's emulation; or estimated from predictions of the networks alone, by
   * shares of RAM and flash.
   */
  figures_from: 'emulation' | 'predictions'
  /** The best by looking at every design that fits. */
  searched: RecommendedDesign
  /** Distance from the best of everything: of the recommended design, less that of the best. */
  regret: number
  designs: number
  /** Error rate against time of an attempt. */
  front: RecommendedDesign[]
  /** Designs of the ESP-EYE's front, and how many of them do not fit here or are not optimal. */
  proxy: { device: string; designs: number; removed: number }
}

const PROXY = 'esp-eye'
/** The search answers in place of an optimiser's design that is farther from the best of everything than this. */
const LARGEST_REGRET = 0.01

export interface RecommendationRequest {
  device: Device
  weights: readonly number[]
  /** Measured on the board. */
  own?: readonly Measurement[]
  /** Of the board while it computes, where that is known to the user. */
  milliwatts?: number | null
}

/** Throws `nothing-fits` (exit 3). */
export function recommend(
  { choices, prices, boards, emulated }: DesignSources,
  optimiser: Optimiser | null,
  { device, weights, own = [], milliwatts = null }: RecommendationRequest,
): Recommendation {
  const situationOn = (target: Device, measured: readonly Measurement[], power: number | null) =>
    situationOf(
      choices,
      measured.length > 0 ? { ...target, chip: 'own' } : target,
      [...catalogueMeasurements(), ...measured],
      powerAndSensorsOf(target, prices, power),
    )
  const situation = situationOn(device, own, milliwatts)
  const isKnown = own.length === 0 && milliwatts === null
  const designBoard =
    isKnown && device.board !== undefined && boards.includes(device.board) ? device.board : null
  /** By emulation where this device is emulated, by predictions otherwise: like is compared with like. */
  const landscapeOn = (target: Device, board: string | null): Landscape => {
    if (board === null) return landscapeOf(choices, situationOn(target, [], null))
    const { sensors } = powerAndSensorsOf(target, prices)
    return landscapeFrom(
      emulated(board).map(
        (cost, at) =>
          cost && [
            choices.designs[at].eer,
            cost.attempt_s,
            cost.energy_mj,
            sensorDollars(choices.designs[at], sensors),
          ],
      ),
    )
  }
  const landscape = designBoard === null ? landscapeOf(choices, situation) : landscapeOn(device, designBoard)
  const fitting = landscape.raw.flatMap((values, at) => (values ? [at] : []))
  if (fitting.length === 0) throw nothingFits(device)
  const counted = objectiveNames.map((_, axis) => fitting.some((at) => landscape.scaled[at]![axis] > 0))
  const shares = normalised(weights, counted)
  const best = searched(landscape, shares)!
  const given = optimiser && optimise(optimiser, choices, situation, shares)
  const distance = (at: number) => distanceOf(landscape.scaled[at]!, shares)
  const optimiserDesign = ((): Recommendation['optimiser_design'] => {
    if (given === null) return 'none'
    if (landscape.scaled[given] === null) return 'does-not-fit'
    return distance(given) - distance(best) > LARGEST_REGRET ? 'too-far' : 'recommended'
  })()
  const isGiven = optimiserDesign === 'recommended'
  const recommended = isGiven ? given! : best
  const front = frontOf(landscape)
  const elsewhere = frontOf(landscapeOn(deviceCalled(PROXY), designBoard === null ? null : PROXY))
  const figures = (at: number) =>
    figuresOf(choices, landscape, at, designBoard, situation.milliwatts !== null)
  return {
    device: { id: device.id, name: device.name },
    weights: shares,
    counted,
    recommended: figures(recommended),
    recommended_by: isGiven ? 'optimiser' : 'search',
    optimiser_design: optimiserDesign,
    figures_from: designBoard === null ? 'predictions' : 'emulation',
    searched: figures(best),
    regret: distance(recommended) - distance(best),
    designs: fitting.length,
    front: front.map(figures),
    proxy: {
      device: PROXY,
      designs: elsewhere.length,
      removed: elsewhere.filter((at) => !front.includes(at)).length,
    },
  }
}

/**
 * Lines of network,ms as measurements on a device: of the networks that are predicted (`zoo`) and of the benchmark, by
 * their ids, and of what designs choose from, SubNets with or without the name of their SuperNet. `where`: what the text
 * is called in an error. Throws `bad-measurements` (exit 2).
 */
export function measuredPairs(
  { choices }: Pick<DesignSources, 'choices'>,
  zoo: readonly Pick<ZooNetworkCost, 'id' | 'features'>[],
  device: Device,
  text: string,
  where?: string,
): Measurement[] {
  if (text.trim() === '') return []
  const named = (networks: readonly { name: string; features: NetworkFeatures }[], prefix: string) =>
    networks.flatMap(({ name, features }): [string, NetworkFeatures][] => [
      [name, features],
      [`${prefix}/${name}`, features],
    ])
  const known = new Map([
    ...[...zoo, ...benchmarkNetworks()].map(({ id, features }): [string, NetworkFeatures] => [id, features]),
    ...named(choices.faces, EMBEDDER.face),
    ...named(choices.voices, EMBEDDER.voice),
  ])
  return ownMeasurements(text, [...known.keys()], where).map(({ network, ms }) => ({
    device: { ...device, chip: 'own' },
    network,
    features: known.get(network)!,
    ms,
  }))
}

/** Weights of what counts, summing to one; all of it alike where none of them does. */
function normalised(weights: readonly number[], counted: readonly boolean[]): number[] {
  const kept = weights.map((weight, at) => (counted[at] ? weight : 0))
  const sum = kept.reduce((total, weight) => total + weight, 0)
  if (sum > 0) return kept.map((weight) => weight / sum)
  const count = counted.filter(Boolean).length
  return counted.map((counts) => (counts ? 1 / count : 0))
}

/** Designs that none is better than in error rate and time, by rising error rate. */
function frontOf({ raw }: Landscape): number[] {
  const told = raw.flatMap((values, at) => (values ? [{ at, point: [values[0], values[1]] }] : []))
  return paretoFront(told.map(({ point }) => point)).map((index) => told[index].at)
}

function figuresOf(
  choices: DesignChoices,
  { raw }: Landscape,
  at: number,
  board: string | null,
  knowsPower: boolean,
): RecommendedDesign {
  const { modality, face, voice, seconds } = choices.designs[at]
  const [eer, attempt_s, energy, sensors_dollars] = raw[at]!
  return {
    modality: choices.modalities[modality],
    face: choices.faces[face]?.name ?? null,
    voice: choices.voices[voice]?.name ?? null,
    seconds: choices.seconds[seconds]?.seconds ?? null,
    eer,
    attempt_s,
    energy_mj: knowsPower ? energy : null,
    sensors_dollars,
    design_id: board === null ? null : designIdOn(board, choices, choices.designs[at]),
  }
}

const nothingFits = ({ name }: Device) =>
  new VisemeError({
    code: 'nothing-fits',
    message: `No measured design fits ${name}.`,
    next: 'Its flash or RAM is too small for the smallest networks: choose a larger board.',
    exitCode: 3,
  })
