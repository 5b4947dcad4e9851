// SIMD twin of the binary pointwise convolution: packs weights and factors for assembly/binary-pointwise.ts.

import type { BinaryLayer } from '../operators/binary-pointwise.ts'
import { constantBytes } from './simd-memory.ts'
import { areByteActivations, type SimdTwin } from './simd-twin.ts'

/** Output channels computed together. */
const LANES = 4
const PARAMETERS = 12
const NO_SHORTCUT = 0

/** Null where tensors lie outside the arena. */
export function binaryPointwiseTwin(layer: BinaryLayer): SimdTwin | null {
  const { input, output, shortcut, positions, inChannels, channels, weights, shift, threshold } = layer
  if (!areByteActivations(input, output, ...(shortcut === null ? [] : [shortcut]))) return null
  const words = weights.length / channels
  const groups = Math.ceil(channels / LANES)
  return {
    constantBytes: constantBytes(
      4 * groups * LANES * words,
      4 * groups * LANES,
      4 * groups * LANES,
      4 * PARAMETERS,
    ),
    scratchBytes: 4 * words,
    bind(memory, address) {
      const parameters = memory.constants(
        Int32Array.of(
          positions,
          inChannels,
          threshold,
          memory.scratch,
          words,
          lastWordMask(inChannels),
          channels,
          memory.constants(interleaved(weights, channels, words)),
          memory.constants(padded(layer.multipliers)),
          memory.constants(padded(layer.offsets)),
          shift,
          shortcut === null ? NO_SHORTCUT : address(shortcut),
        ),
      )
      const [source, target] = [address(input), address(output)]
      return () => memory.kernels.multiplySigns(parameters, source, target)
    },
  }
}

/** The bits of the last word that stand for channels. */
const lastWordMask = (channels: number): number => -1 >>> ((32 - (channels % 32)) % 32)

/** [group of 4 channels][word][channel], zeros where there is no channel. */
function interleaved(weights: Int32Array, channels: number, words: number): Int32Array {
  const lanes = new Int32Array(Math.ceil(channels / LANES) * LANES * words)
  for (let channel = 0; channel < channels; channel++) {
    const group = Math.floor(channel / LANES)
    for (let word = 0; word < words; word++) {
      lanes[(group * words + word) * LANES + (channel % LANES)] = weights[channel * words + word]
    }
  }
  return lanes
}

function padded(values: Int32Array): Int32Array {
  const lanes = new Int32Array(Math.ceil(values.length / LANES) * LANES)
  lanes.set(values)
  return lanes
}
