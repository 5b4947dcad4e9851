// What every design is on a device: wrong how often, how long an attempt takes, its energy, what its sensors cost. Smaller
// is better. One core: the face is looked at while the person speaks, then the voice is embedded; a cascade looks first and
// listens where it must. Networks alone are charged, not the front ends between them.

import type { Device } from './catalogue.ts'
import type { DesignChoice, DesignChoices } from './design-choices.ts'
import { type Measurement, predictLatencies } from './latency-model.ts'

export const objectiveNames = ['accuracy', 'latency', 'energy', 'cost'] as const
export type ObjectiveName = (typeof objectiveNames)[number]

/** What the latency model says of a device, and what is known of its parts. */
export interface Situation {
  /** Milliseconds of every network of the choices. */
  before: number
  faces: readonly number[]
  voices: readonly number[]
  ramBytes: number
  flashBytes: number
  /** Of the board while it computes; null where nobody knows: energy is then no objective. */
  milliwatts: number | null
  sensors: SensorCosts
}

/** Which sensors there can be, dollars of those that have to be bought beside the board, and what they draw. */
export interface SensorCosts {
  camera: boolean
  microphone: boolean
  cameraDollars: number
  microphoneDollars: number
  cameraMilliwatts: number
  microphoneMilliwatts: number
}

/** Firmware, stacks and buffers leave this share of the RAM to a network's arena. Estimate. */
const RAM_FOR_ARENA = 0.5
/**
 * Waiting for the person, a board draws this share of what it draws computing: ESP32 datasheet v5.2 table 4-2, 240 MHz, 30
 * of 68 mA. Elsewhere an estimate.
 */
const IDLE_SHARE = 30 / 68
/** Flash of firmware and partition table. Estimate. */
const FIRMWARE_BYTES = 400 * 1024
const KIB = 1024

export interface PowerAndSensors {
  milliwatts: number | null
  sensors: SensorCosts
}

/** Predicts all networks of the choices on a device, from the catalogue's and any further measurements. */
export function situationOf(
  choices: DesignChoices,
  device: Device,
  measurements: readonly Measurement[],
  { milliwatts, sensors }: PowerAndSensors,
): Situation {
  const networks = [...choices.before, ...choices.faces, ...choices.voices]
  const pairs = networks.map(({ name, features }) => ({ device, network: name, features }))
  const ms = predictLatencies(measurements, pairs).each.map((each) => each.ms)
  const [first, second] = [choices.before.length, choices.before.length + choices.faces.length]
  const unstated = Number.POSITIVE_INFINITY
  return {
    before: ms.slice(0, first).reduce((sum, each) => sum + each, 0),
    faces: ms.slice(first, second),
    voices: ms.slice(second),
    ramBytes: Math.max(device.ram_kb ?? unstated, device.external_ram_kb) * KIB * RAM_FOR_ARENA,
    flashBytes: (device.flash_kb ?? unstated) * KIB - FIRMWARE_BYTES,
    milliwatts,
    sensors,
  }
}

/** Error rate; seconds of an attempt; millijoules (0 where unknown); dollars. Null: it does not fit. */
export function objectivesOf(
  choices: DesignChoices,
  situation: Situation,
  design: DesignChoice,
): number[] | null {
  const { before, faces, voices, seconds, designs: _, modalities, lookingSeconds } = choices
  const { sensors, milliwatts } = situation
  const face = design.face < 0 ? null : faces[design.face]
  const voice = design.voice < 0 ? null : voices[design.voice]
  if ((face && !situation.sensors.camera) || (voice && !situation.sensors.microphone)) return null
  const needed = [...(face ? [...before, face] : []), ...(voice ? [voice] : [])]
  const flash = needed.reduce((sum, { modelBytes }) => sum + modelBytes, 0)
  if (flash > situation.flashBytes) return null
  if (needed.some(({ arenaBytes }) => arenaBytes > situation.ramBytes)) return null

  const looking = face ? lookingSeconds : 0
  const faceSeconds = face ? (situation.before + situation.faces[design.face]) / 1000 : 0
  const { seconds: speaking, runs } = voice ? seconds[design.seconds] : { seconds: 0, runs: 0 }
  const voiceSeconds = voice ? (runs * situation.voices[design.voice]) / 1000 : 0
  const isCascade = modalities[design.modality] === 'cascade'
  const attempt = isCascade
    ? looking + faceSeconds + design.asksVoice * (speaking + voiceSeconds)
    : Math.max(looking + faceSeconds, speaking) + voiceSeconds
  const busy = faceSeconds + design.asksVoice * voiceSeconds
  const sensing =
    looking * sensors.cameraMilliwatts + design.asksVoice * speaking * sensors.microphoneMilliwatts
  const idle = IDLE_SHARE * Math.max(0, attempt - busy)
  return [
    design.eer,
    attempt,
    milliwatts === null ? 0 : (busy + idle) * milliwatts + sensing,
    sensorDollars(design, sensors),
  ]
}

/** What a design's sensors cost beside the board. */
export const sensorDollars = (
  { face, voice }: Pick<DesignChoice, 'face' | 'voice'>,
  { cameraDollars, microphoneDollars }: SensorCosts,
): number => (face >= 0 ? cameraDollars : 0) + (voice >= 0 ? microphoneDollars : 0)

/** Objectives of all designs, scaled by the device's own best and worst to 0 and 1; null where a design does not fit. */
export interface Landscape {
  raw: readonly (number[] | null)[]
  scaled: readonly (number[] | null)[]
}

export const landscapeOf = (choices: DesignChoices, situation: Situation): Landscape =>
  landscapeFrom(choices.designs.map((design) => objectivesOf(choices, situation, design)))

/** The landscape of these objectives, one entry for every design. */
export function landscapeFrom(raw: Landscape['raw']): Landscape {
  const told = raw.filter((values) => values !== null)
  const best = objectiveNames.map((_, at) => Math.min(...told.map((values) => values[at])))
  const span = objectiveNames.map((_, at) => Math.max(...told.map((values) => values[at])) - best[at])
  return {
    raw,
    scaled: raw.map(
      (values) => values?.map((value, at) => (span[at] > 0 ? (value - best[at]) / span[at] : 0)) ?? null,
    ),
  }
}

/** Weight of the sum beside the largest term: of designs with the same largest one, the better in the rest. */
const SUM_WEIGHT = 0.1

/** Augmented weighted Chebyshev distance from the best of everything (Steuer and Choo 1983); weights sum to one. */
export function distanceOf(scaled: readonly number[], weights: readonly number[]): number {
  let largest = 0
  let sum = 0
  for (let at = 0; at < scaled.length; at++) {
    const weighted = scaled[at] * weights[at]
    if (weighted > largest) largest = weighted
    sum += weighted
  }
  return largest + SUM_WEIGHT * sum
}
