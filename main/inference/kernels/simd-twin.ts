// An operator's SIMD twin: bit-equal to its reference, for tensors that lie in WebAssembly memory.

import type { Tensor } from '../model.ts'
import type { SimdMemory, SimdNeeds } from './simd-memory.ts'

export interface SimdTwin extends SimdNeeds {
  /** Returns the function that computes the outputs; `address` finds tensors of the arena. */
  bind(memory: SimdMemory, address: (tensor: Tensor) => number): () => void
}

/** What a layer with weights and 8-bit inputs computes, whatever its geometry. */
export interface WeightedLayer {
  input: Tensor
  output: Tensor
  channels: number
  bias: Float64Array
  scaling: { multipliers: Int32Array; shifts: Int32Array }
  inputZeroPoint: number
  outputZeroPoint: number
  range: { low: number; high: number }
}

/** Memory beyond this, and beyond a multiple of what the tensors take, is not worth the speed. */
const MODEST_BYTES = 2 ** 20
const MOST_PER_BYTE = 8

/** True where `bytes` is in proportion to tensors of `tensorBytes`. */
export function isModest(bytes: number, tensorBytes: number): boolean {
  return bytes <= MODEST_BYTES + MOST_PER_BYTE * tensorBytes
}

/** Scratch for one 32-bit sum per channel, in whole vectors. */
export const channelSumBytes = (channels: number): number => 4 * Math.ceil(channels / 8) * 8

/** True for an activation range of bytes; a hostile model's may lie outside. */
export function isByteRange({ low, high }: { low: number; high: number }): boolean {
  return low >= -128 && low <= high && high <= 127
}

/** True for 8-bit tensors in the arena. */
export function areByteActivations(...tensors: Tensor[]): boolean {
  return tensors.every(({ type, data }) => type === 'int8' && data === null)
}

/** True where the arena holds both tensors, apart, and the activation's range is one of bytes. */
export function isByteLayer({ input, output, range }: WeightedLayer): boolean {
  return input !== output && areByteActivations(input, output) && isByteRange(range)
}
