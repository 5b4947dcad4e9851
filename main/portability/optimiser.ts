// The learned optimiser: a small network from what the latency model says of a device, and from the weights of the
// objectives, to a design, without looking at any other (Lu, Yang, Ren, arXiv 2009.00278: "optimizer"). Two hidden
// layers; a group of outputs for the modality, and for every modality one for each of its axes.

import { z } from 'zod'
import { VisemeError } from '../errors.ts'
import type { DesignChoices } from './design-choices.ts'
import type { Situation } from './design-objectives.ts'

const layer = z.object({
  /** inputs x outputs, row by row. */
  weights: z.array(z.number()),
  bias: z.array(z.number()),
})
export const optimiserSchema = z.object({
  format: z.literal('viseme-optimiser/1'),
  /** The levels of the axes it was trained for. */
  axes: z.object({
    modalities: z.array(z.string()),
    faces: z.array(z.string()),
    voices: z.array(z.string()),
    seconds: z.array(z.number()),
  }),
  seed: z.number(),
  steps: z.number(),
  devices: z.number(),
  /** SHA-256 of the designs and error rates it was trained for. */
  trained_for: z.string(),
  layers: z.array(layer).length(3),
})
export type Optimiser = z.infer<typeof optimiserSchema>

export const axesOf = ({ modalities, faces, voices, seconds }: DesignChoices): Optimiser['axes'] => ({
  modalities: [...modalities],
  faces: faces.map(({ name }) => name),
  voices: voices.map(({ name }) => name),
  seconds: seconds.map((each) => each.seconds),
})

/** Throws `stale-optimiser` (exit 4) where it was trained for other networks. */
export function checkAxes(optimiser: Optimiser, choices: DesignChoices): void {
  if (JSON.stringify(optimiser.axes) === JSON.stringify(axesOf(choices))) return
  throw new VisemeError({
    code: 'stale-optimiser',
    message: 'The optimiser was trained for other networks than those of the space.',
    next: 'Train it again: `portability optimiser --train`.',
    exitCode: 4,
  })
}

const LIMIT = 1e9
const logOf = (value: number): number => Math.log(Math.min(LIMIT, Math.max(1e-3, value)))

/** Inputs: seconds of the face's and the voice's networks, memories, power, sensors, and the objectives' weights. */
export function inputsOf(situation: Situation, weights: readonly number[]): number[] {
  const { before, faces, voices, ramBytes, flashBytes, milliwatts, sensors } = situation
  const typical = (each: readonly number[]) =>
    logOf(each.reduce((sum, ms) => sum + ms, 0) / each.length / 1000)
  return [
    logOf(before / 1000) / 2,
    typical(faces) / 2,
    typical(voices) / 2,
    Math.min(2, logOf(ramBytes / 65_536) / 2),
    Math.min(2, logOf(flashBytes / 524_288) / 2),
    milliwatts === null ? 0 : 1,
    milliwatts === null ? 0 : logOf(milliwatts / 200) / 2,
    sensors.cameraDollars > 0 ? 1 : 0,
    Number(sensors.camera),
    Number(sensors.microphone),
    ...weights,
  ]
}
export const INPUTS = 14

function dense(
  { weights, bias }: z.infer<typeof layer>,
  input: readonly number[],
  rectified: boolean,
): number[] {
  const output = [...bias]
  const width = bias.length
  for (let i = 0; i < input.length; i++) {
    for (let j = 0; j < width; j++) output[j] += input[i] * weights[i * width + j]
  }
  return rectified ? output.map((value) => Math.max(0, value)) : output
}

/** The outputs of all axes, one after the other. */
export function forward({ layers }: Optimiser, inputs: readonly number[]): number[] {
  return layers.reduce<readonly number[]>(
    (values, each, at) => dense(each, values, at < layers.length - 1),
    inputs,
  ) as number[]
}

/** Which outputs belong to which axis: those of the modality come first, then each modality's own. */
export interface OutputGroups {
  modality: Group
  face: (Group | null)[]
  voice: (Group | null)[]
  seconds: (Group | null)[]
  /** Of all groups together. */
  outputs: number
}
export interface Group {
  from: number
  count: number
}

/** Axes that a modality has no use for have no outputs of it. */
export function outputGroups({ modalities, faces, voices, seconds }: Optimiser['axes']): OutputGroups {
  let from = 0
  const group = (count: number): Group => ({ from: (from += count) - count, count })
  const modality = group(modalities.length)
  const each = modalities.map((name) => ({
    face: name === 'voice' ? null : group(faces.length),
    voice: name === 'face' ? null : group(voices.length),
    seconds: name === 'face' ? null : group(seconds.length),
  }))
  return {
    modality,
    face: each.map(({ face }) => face),
    voice: each.map(({ voice }) => voice),
    seconds: each.map((one) => one.seconds),
    outputs: from,
  }
}

/** Index of the design that the outputs make most probable: the product of its levels' shares, each group a softmax. */
export function mostProbable(
  { designs }: Pick<DesignChoices, 'designs'>,
  outputs: readonly number[],
  groups: OutputGroups,
): number {
  const logs = outputs.slice()
  for (const { from, count } of groupsOf(groups)) {
    let sum = 0
    for (let at = from; at < from + count; at++) sum += Math.exp(outputs[at])
    for (let at = from; at < from + count; at++) logs[at] -= Math.log(sum)
  }
  let best = 0
  let highest = Number.NEGATIVE_INFINITY
  designs.forEach(({ modality, face, voice, seconds }, at) => {
    let value = logs[modality]
    if (face >= 0) value += logs[groups.face[modality]!.from + face]
    if (voice >= 0)
      value += logs[groups.voice[modality]!.from + voice] + logs[groups.seconds[modality]!.from + seconds]
    if (value > highest) [best, highest] = [at, value]
  })
  return best
}

/** All groups that there are. */
export const groupsOf = ({ modality, face, voice, seconds }: OutputGroups): Group[] =>
  [modality, ...face, ...voice, ...seconds].filter((group) => group !== null)
