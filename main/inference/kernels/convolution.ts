// SIMD twin of CONV_2D and FULLY_CONNECTED with 8-bit inputs: packs weights, biases and factors for
// assembly/convolution.ts.

import { pointwiseWindow, type Window } from '../operators/window.ts'
import { type Quads, rescalingQuads } from './rescaling.ts'
import { constantBytes } from './simd-memory.ts'
import { isByteLayer, isModest, type SimdTwin, type WeightedLayer } from './simd-twin.ts'
import { widenedImage } from './widened-image.ts'

/** Output channels computed together. */
export const GROUP = 8
const PARAMETERS = 15

export interface ConvolutionLayer extends WeightedLayer {
  /** [channel][y][x][input channel] */
  weights: Int8Array
  batches: number
  inChannels: number
  window: Window
}

/** Runs of neighbouring inputs under the kernel. */
interface Segments {
  /** Inputs per run. */
  length: number
  /** Where runs start, in numbers of the widened image from the window's origin. */
  starts: number[]
}

/** Null where the kernel cannot compute the layer exactly or within modest memory. */
export function convolutionTwin(given: ConvolutionLayer): SimdTwin | null {
  if (!isByteLayer(given)) return null
  const layer = flattened(given)
  const { window, weights, batches, inChannels, channels } = layer
  const image = widenedImage(window, inChannels)
  const taps = window.y.kernel * window.x.kernel
  const quads = layerQuads(layer, (channel) => {
    const depth = taps * inChannels
    return weights.subarray(channel * depth, (channel + 1) * depth)
  })
  const runs = window.x.dilation === 1 ? window.y.kernel : taps
  const pairs = Math.ceil((taps * inChannels) / runs / 2)
  const weightBytes = Math.ceil(channels / GROUP) * GROUP * runs * pairs * 4
  if (quads === null || !isModest(image.bytes, layer.input.bytes)) return null
  if (!isModest(weightBytes, weights.length)) return null
  return {
    constantBytes: constantBytes(
      weightBytes,
      quads.values.byteLength,
      4 * runs,
      4 * PARAMETERS,
      image.parameters(0, 0).byteLength,
    ),
    scratchBytes: image.bytes,
    bind(memory, address) {
      const { kernels, scratch } = memory
      const { y, x } = window
      const segments = findSegments(window, inChannels, image.rowLength)
      const offsets = memory.constants(Int32Array.from(segments.starts, (start) => 2 * start))
      const widening = memory.constants(image.parameters(scratch, layer.inputZeroPoint))
      const packed = memory.constants(packWeights(layer, segments))
      const parameters = memory.constants(
        Int32Array.of(
          scratch,
          y.outSize,
          x.outSize,
          2 * y.stride * image.rowLength,
          2 * x.stride * inChannels,
          segments.starts.length,
          offsets,
          pairs,
          channels,
          packed,
          memory.constants(quads.values),
          Number(quads.limited),
          layer.outputZeroPoint,
          layer.range.low,
          layer.range.high,
        ),
      )
      const source = address(layer.input)
      const target = address(layer.output)
      const sourceStep = y.inSize * x.inSize * inChannels
      const targetStep = y.outSize * x.outSize * channels
      return () => {
        for (let batch = 0; batch < batches; batch++) {
          kernels.widen(widening, source + batch * sourceStep)
          kernels.convolve(parameters, target + batch * targetStep)
        }
      }
    },
  }
}

/** A pointwise layer without strides is one row of pixels, batches and all. */
function flattened(layer: ConvolutionLayer): ConvolutionLayer {
  const { window, batches } = layer
  const { y, x } = window
  if (y.kernel !== 1 || x.kernel !== 1 || y.stride !== 1 || x.stride !== 1) return layer
  const size = batches * y.inSize * x.inSize
  return {
    ...layer,
    batches: 1,
    window: { y: pointwiseWindow.y, x: { ...pointwiseWindow.x, inSize: size, outSize: size } },
  }
}

function findSegments({ y, x }: Window, inChannels: number, rowLength: number): Segments {
  const rows = Array.from({ length: y.kernel }, (_, row) => row * y.dilation * rowLength)
  if (x.dilation === 1) return { length: x.kernel * inChannels, starts: rows }
  const columns = Array.from({ length: x.kernel }, (_, column) => column * x.dilation * inChannels)
  return { length: inChannels, starts: rows.flatMap((row) => columns.map((column) => row + column)) }
}

/** [group][segment][pair][channel][2] */
function packWeights({ weights, channels }: ConvolutionLayer, { length, starts }: Segments): Int16Array {
  const pairs = Math.ceil(length / 2)
  const packed = new Int16Array(Math.ceil(channels / GROUP) * GROUP * starts.length * pairs * 2)
  for (let channel = 0; channel < channels; channel++) {
    const group = Math.floor(channel / GROUP)
    for (let segment = 0; segment < starts.length; segment++) {
      const from = (channel * starts.length + segment) * length
      const to = (group * starts.length + segment) * pairs
      for (let i = 0; i < length; i++) {
        packed[((to + (i >> 1)) * GROUP + (channel % GROUP)) * 2 + (i & 1)] = weights[from + i]
      }
    }
  }
  return packed
}

/** The quads of a layer; `channelWeights` gives the weights of one channel. */
export function layerQuads(
  { channels, bias, scaling, inputZeroPoint }: WeightedLayer,
  channelWeights: (channel: number) => ArrayLike<number>,
): Quads | null {
  const largest = Math.max(128 + inputZeroPoint, 127 - inputZeroPoint)
  const rescalings = Array.from({ length: channels }, (_, channel) => {
    const weights = channelWeights(channel)
    let sum = 0
    let absolute = 0
    for (let i = 0; i < weights.length; i++) {
      sum += weights[i]
      absolute += Math.abs(weights[i])
    }
    return {
      multiplier: scaling.multipliers[channel],
      shift: scaling.shifts[channel],
      // Inputs keep their zero point; its share of the sum is known.
      bias: (bias[channel] - inputZeroPoint * sum) | 0,
      lowest: bias[channel] - absolute * largest,
      highest: bias[channel] + absolute * largest,
    }
  })
  return rescalingQuads(rescalings, GROUP)
}
