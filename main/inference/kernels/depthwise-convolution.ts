// SIMD twin of DEPTHWISE_CONV_2D with 8-bit inputs: packs weights, biases and factors for
// assembly/depthwise-convolution.ts. A single input channel makes it an ordinary convolution.

import type { Window } from '../operators/window.ts'
import { type ConvolutionLayer, convolutionTwin, GROUP, layerQuads } from './convolution.ts'
import { constantBytes } from './simd-memory.ts'
import { isByteLayer, isModest, type SimdTwin } from './simd-twin.ts'
import { widenedImage } from './widened-image.ts'

const PARAMETERS = 14

/** As ConvolutionLayer, but weights are [y][x][channel]. Null where the kernel cannot compute the layer. */
export function depthwiseConvolutionTwin(layer: ConvolutionLayer): SimdTwin | null {
  const { window, weights, batches, inChannels, channels } = layer
  const taps = window.y.kernel * window.x.kernel
  const channelWeights = (channel: number): Int8Array =>
    Int8Array.from({ length: taps }, (_, tap) => weights[tap * channels + channel])
  if (inChannels === 1) {
    const transposed = new Int8Array(weights.length)
    for (let channel = 0; channel < channels; channel++)
      transposed.set(channelWeights(channel), channel * taps)
    return convolutionTwin({ ...layer, weights: transposed })
  }
  if (inChannels !== channels || !isByteLayer(layer)) return null
  const image = widenedImage(window, channels)
  const quads = layerQuads(layer, channelWeights)
  const pairs = Math.ceil(taps / 2)
  const weightBytes = Math.ceil(channels / GROUP) * GROUP * pairs * 4
  if (quads === null || !isModest(image.bytes, layer.input.bytes)) return null
  if (!isModest(weightBytes, weights.length)) return null
  return {
    constantBytes: constantBytes(
      weightBytes,
      quads.values.byteLength,
      8 * pairs,
      4 * PARAMETERS,
      image.parameters(0, 0).byteLength,
    ),
    scratchBytes: image.bytes,
    bind(memory, address) {
      const { kernels, scratch } = memory
      const { y, x } = window
      const offsets = memory.constants(tapOffsets(window, channels, image.rowLength))
      const widening = memory.constants(image.parameters(scratch, layer.inputZeroPoint))
      const packed = memory.constants(packWeights(weights, channels, taps))
      const parameters = memory.constants(
        Int32Array.of(
          scratch,
          y.outSize,
          x.outSize,
          2 * y.stride * image.rowLength,
          2 * x.stride * channels,
          pairs,
          offsets,
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
      const sourceStep = y.inSize * x.inSize * channels
      const targetStep = y.outSize * x.outSize * channels
      return () => {
        for (let batch = 0; batch < batches; batch++) {
          kernels.widen(widening, source + batch * sourceStep)
          kernels.convolveDepthwise(parameters, target + batch * targetStep)
        }
      }
    },
  }
}

/** Bytes from a window's origin to each kernel position; an odd last one is followed by the origin, of weight zero. */
function tapOffsets({ y, x }: Window, channels: number, rowLength: number): Int32Array {
  const taps = y.kernel * x.kernel
  const offsets = new Int32Array(2 * Math.ceil(taps / 2))
  for (let tap = 0; tap < taps; tap++) {
    const row = Math.floor(tap / x.kernel)
    const column = tap % x.kernel
    offsets[tap] = 2 * (row * y.dilation * rowLength + column * x.dilation * channels)
  }
  return offsets
}

/** [group][pair][channel][2] */
function packWeights(weights: Int8Array, channels: number, taps: number): Int16Array {
  const pairs = Math.ceil(taps / 2)
  const packed = new Int16Array(Math.ceil(channels / GROUP) * pairs * GROUP * 2)
  for (let channel = 0; channel < channels; channel++) {
    const group = Math.floor(channel / GROUP)
    for (let tap = 0; tap < taps; tap++) {
      const at = ((group * pairs + (tap >> 1)) * GROUP + (channel % GROUP)) * 2 + (tap & 1)
      packed[at] = weights[tap * channels + channel]
    }
  }
  return packed
}
