// Trains the optimiser through the frozen predictors: its loss is the expected distance from the best of everything over
// the designs that its outputs, as probabilities of every axis, describe. That expectation is an exact, differentiable
// sum over the space, so that no design has to be sampled; it is smallest where each axis is decided.
// Adam (Kingma and Ba 2015). The gradients are written out: TensorFlow.js has none without a bundler (its Node build
// registers no gradients), and its native binding fetches a library when it is installed.

import { type DesignChoices, fingerprintOf } from './design-choices.ts'
import {
  distanceOf,
  type Landscape,
  landscapeOf,
  type SensorCosts,
  type Situation,
} from './design-objectives.ts'
import {
  axesOf,
  type Group,
  groupsOf,
  INPUTS,
  inputsOf,
  type Optimiser,
  type OutputGroups,
  outputGroups,
} from './optimiser.ts'
import { drawWeights, uniformOf } from './optimiser-weights.ts'

export interface TrainingPlan {
  seed: number
  steps: number
  onStep?: (done: number, loss: number) => void
}

const HIDDEN = 64
const BATCH = 32
const RATE = 4e-3
/** Loss of a design that does not fit, or is not in the space. */
const UNFIT = 2
/**
 * At the start the outputs also learn which designs are best (those about so far from the best one), less and less:
 * an axis that has decided too early for one level would never hear of another.
 */
const NEAR = 0.01
/** Distances closer than this are the same. */
const ROUNDING = 1e-4
const [MOMENTUM, VELOCITY, SMALL] = [0.9, 0.999, 1e-8]

/** Values and gradients of one layer; `weights` inputs x outputs, row by row. */
interface Layer {
  width: number
  weights: Float64Array
  bias: Float64Array
}

const layerOf = (inputs: number, width: number, value: (at: number) => number = () => 0): Layer => ({
  width,
  weights: Float64Array.from({ length: inputs * width }, (_, at) => value(at)),
  bias: new Float64Array(width),
})

/** Trains on the situations of `devices`; deterministic from the seed. */
export function trainOptimiser(
  choices: DesignChoices,
  devices: readonly Situation[],
  { seed, steps, onStep = () => undefined }: TrainingPlan,
): Optimiser {
  const uniform = uniformOf(seed)
  const normal = () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform())
  const axes = axesOf(choices)
  const groups = outputGroups(axes)
  const sizes = [INPUTS, HIDDEN, HIDDEN, groups.outputs]
  const layers = sizes
    .slice(1)
    .map((width, at) => layerOf(sizes[at], width, () => normal() * Math.sqrt(2 / sizes[at])))
  const landscapes = devices.map((situation) => landscapeOf(choices, situation))
  const advance = adam(layers)
  for (let step = 0; step < steps; step++) {
    const left = 1 - step / steps
    const gradients = layers.map(({ width }, layer) => layerOf(sizes[layer], width))
    let sum = 0
    for (let item = 0; item < BATCH; item++) {
      const at = Math.floor(uniform() * devices.length)
      const { milliwatts, sensors } = devices[at]
      const weights = drawWeights(uniform, [true, true, milliwatts !== null, pricesDiffer(sensors)])
      const activations = activate(layers, inputsOf(devices[at], weights))
      const losses = lossesOf(landscapes[at], weights)
      const { loss, gradient } = expectedLoss(choices, groups, activations.at(-1)!, losses, left ** 2)
      sum += loss
      propagate(layers, activations, gradient, gradients)
    }
    advance(gradients, RATE * (0.5 - 0.5 * Math.cos(Math.PI * left) + 0.01))
    onStep(step + 1, sum / BATCH)
  }
  const trained = layers.map(({ weights, bias }) => ({
    weights: [...weights].map(rounded),
    bias: [...bias].map(rounded),
  }))
  return {
    format: 'viseme-optimiser/1',
    axes,
    seed,
    steps,
    devices: devices.length,
    trained_for: fingerprintOf(choices),
    layers: trained,
  }
}

/** Whether designs differ in what their sensors cost. */
const pricesDiffer = ({ cameraDollars, microphoneDollars }: SensorCosts): boolean =>
  cameraDollars > 0 || microphoneDollars > 0

const rounded = (value: number): number => Number(value.toPrecision(5))

/**
 * What each design loses: the root of how much farther it is than the best one, so that nearly best ones still differ.
 */
function lossesOf({ scaled }: Landscape, weights: readonly number[]): Float64Array {
  const distances = Float64Array.from(scaled, (values) =>
    values ? distanceOf(values, weights) : Number.POSITIVE_INFINITY,
  )
  const best = distances.reduce((low, value) => Math.min(low, value), Number.POSITIVE_INFINITY)
  return distances.map((value) => (Number.isFinite(value) ? Math.sqrt(value - best + ROUNDING) : UNFIT))
}

/** Inputs, and the outputs of every layer. */
function activate(layers: readonly Layer[], inputs: readonly number[]): Float64Array[] {
  const values = [Float64Array.from(inputs)]
  layers.forEach(({ width, weights, bias }, at) => {
    const input = values[at]
    const output = Float64Array.from(bias)
    for (let i = 0; i < input.length; i++) {
      for (let j = 0; j < width; j++) output[j] += input[i] * weights[i * width + j]
    }
    values.push(at < layers.length - 1 ? output.map((value) => Math.max(0, value)) : output)
  })
  return values
}

/** Adds the gradients of one example to those of the layers, from the gradient of the last outputs. */
function propagate(
  layers: readonly Layer[],
  activations: readonly Float64Array[],
  last: Float64Array,
  gradients: readonly Layer[],
): void {
  let gradient = last
  for (let at = layers.length - 1; at >= 0; at--) {
    const { width, weights } = layers[at]
    const input = activations[at]
    const before = new Float64Array(input.length)
    for (let j = 0; j < width; j++) gradients[at].bias[j] += gradient[j]
    for (let i = 0; i < input.length; i++) {
      if (at > 0 && input[i] === 0) continue // rectified: neither it nor its weights matter
      for (let j = 0; j < width; j++) {
        gradients[at].weights[i * width + j] += gradient[j] * input[i]
        before[i] += gradient[j] * weights[i * width + j]
      }
    }
    gradient = before
  }
}

/**
 * Expected loss of the designs that `outputs` (logits of all groups) describe, and `imitation` times the cross-entropy to
 * the designs near the best; and its gradient. What the probabilities leave out of the space loses as what does not fit.
 */
export function expectedLoss(
  { designs }: Pick<DesignChoices, 'designs'>,
  groups: OutputGroups,
  outputs: Float64Array,
  losses: ArrayLike<number>,
  imitation: number,
): { loss: number; gradient: Float64Array } {
  const shares = softmaxes(outputs, groupsOf(groups))
  const near = nearest(losses)
  const slope = new Float64Array(outputs.length)
  // What the best designs want of each level, and how often each group is asked at all.
  const wanted = new Float64Array(outputs.length)
  const asked = new Float64Array(outputs.length)
  let loss = UNFIT
  designs.forEach(({ modality, face, voice, seconds }, at) => {
    const faceAt = (groups.face[modality]?.from ?? 0) + face
    const voiceAt = (groups.voice[modality]?.from ?? 0) + voice
    const secondsAt = (groups.seconds[modality]?.from ?? 0) + seconds
    const [m, f] = [shares[modality], face < 0 ? 1 : shares[faceAt]]
    const [v, s] = voice < 0 ? [1, 1] : [shares[voiceAt], shares[secondsAt]]
    const gain = losses[at] - UNFIT
    const share = imitation * near[at]
    loss += m * f * v * s * gain - share * Math.log(m * f * v * s)
    slope[modality] += f * v * s * gain
    wanted[modality] += share
    asked[groups.modality.from] += share
    if (face >= 0) {
      slope[faceAt] += m * v * s * gain
      wanted[faceAt] += share
      asked[groups.face[modality]!.from] += share
    }
    if (voice >= 0) {
      slope[voiceAt] += m * f * s * gain
      slope[secondsAt] += m * f * v * gain
      wanted[voiceAt] += share
      wanted[secondsAt] += share
      asked[groups.voice[modality]!.from] += share
      asked[groups.seconds[modality]!.from] += share
    }
  })
  const gradient = new Float64Array(outputs.length)
  for (const { from, count } of groupsOf(groups)) {
    let mean = 0
    for (let at = from; at < from + count; at++) mean += shares[at] * slope[at]
    for (let at = from; at < from + count; at++) {
      gradient[at] = shares[at] * (slope[at] - mean) + asked[from] * shares[at] - wanted[at]
    }
  }
  return { loss, gradient }
}

/** Shares of the designs about as good as the best one; they sum to one. */
function nearest(losses: ArrayLike<number>): Float64Array {
  // Losses are roots of distances (lossesOf).
  const shares = Float64Array.from(losses, (loss) => Math.exp(-(loss ** 2) / NEAR))
  const sum = shares.reduce((total, share) => total + share, 0)
  return shares.map((share) => share / sum)
}

/** Smallest probability: keeps its logarithm finite. */
const LEAST = 1e-12

function softmaxes(outputs: Float64Array, groups: readonly Group[]): Float64Array {
  const shares = new Float64Array(outputs.length)
  for (const { from, count } of groups) {
    const highest = Math.max(...outputs.subarray(from, from + count))
    let sum = 0
    for (let at = from; at < from + count; at++) sum += shares[at] = Math.exp(outputs[at] - highest)
    for (let at = from; at < from + count; at++) shares[at] = Math.max(LEAST, shares[at] / sum)
  }
  return shares
}

/** A function that moves the layers' values by gradients of a batch. */
function adam(layers: readonly Layer[]): (gradients: readonly Layer[], rate: number) => void {
  const values = layers.flatMap(({ weights, bias }) => [weights, bias])
  const first = values.map(({ length }) => new Float64Array(length))
  const second = values.map(({ length }) => new Float64Array(length))
  let step = 0
  return (gradients, rate) => {
    step++
    gradients
      .flatMap(({ weights, bias }) => [weights, bias])
      .forEach((sums, at) => {
        for (let i = 0; i < sums.length; i++) {
          const gradient = sums[i] / BATCH
          first[at][i] = MOMENTUM * first[at][i] + (1 - MOMENTUM) * gradient
          second[at][i] = VELOCITY * second[at][i] + (1 - VELOCITY) * gradient ** 2
          const mean = first[at][i] / (1 - MOMENTUM ** step)
          const square = second[at][i] / (1 - VELOCITY ** step)
          values[at][i] -= (rate * mean) / (Math.sqrt(square) + SMALL)
        }
      })
  }
}
