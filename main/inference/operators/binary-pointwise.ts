// Viseme's custom operator for binary networks: a pointwise (1x1) convolution of one-bit inputs with one-bit weights,
// by XOR and population count (XNOR-Net, arXiv 1603.05279), with an optional shortcut around it (Bi-Real Net, arXiv 1808.00278).
//
// Inputs: 0 activations int8 NHWC; 1 weights int32 [channels out][words], 32 channels in to a word, channel c in bit
// c % 32 of word c / 32, a set bit for +1, unused bits 0; 2 multipliers and 3 offsets int32 [channels out]; 4, optional,
// the shortcut, an int8 tensor of the output's shape and quantisation. Option `shift`.
//
// A channel in stands for +1 where its activation is at least the zero point, else for -1. With d the number of channels in
// whose signs differ from the weights' (the sum of products is channels - 2 d), the output is
//
//   limited((multiplier d + offset) >> shift [+ shortcut])     to -128 .. 127, the shift rounding down,
//
// so that multiplier, offset and shift hold the weights' scale, batch norm, zero point and rounding. No step leaves 32 bits:
// that is checked here, of the smallest and the largest d.

import { BINARY_POINTWISE, customName } from '../custom-options.ts'
import { binaryPointwiseTwin } from '../kernels/binary-pointwise.ts'
import type { Tensor } from '../model.ts'
import type { OperatorContext, OperatorKind, PreparedOperator } from './operator.ts'

export const BINARY_POINTWISE_OPERATOR = customName(BINARY_POINTWISE)
export const WORD_BITS = 32

/** Words that hold one bit per channel. */
export const wordsOf = (channels: number): number => Math.ceil(channels / WORD_BITS)

/** multiplier d + offset stays below this, so that a shortcut can be added within 32 bits. */
export const LARGEST_SUM = 2 ** 30
export const LARGEST_SHIFT = 30

/** What the kernel keeps: shift, words, the handle of its scratch buffer. */
const DATA_BYTES = 12

export const binaryPointwise: OperatorKind = { parameterBytes: 0, dataBytes: DATA_BYTES, prepare }

export interface BinaryLayer {
  input: Tensor
  shortcut: Tensor | null
  output: Tensor
  /** Positions, batches included. */
  positions: number
  inChannels: number
  channels: number
  /** [channel][word] */
  weights: Int32Array
  multipliers: Int32Array
  offsets: Int32Array
  shift: number
  /** The smallest activation that stands for +1. */
  threshold: number
}

function prepare(context: OperatorContext): PreparedOperator {
  const layer = checkedLayer(context)
  const { positions, inChannels, channels } = layer
  // One position's bits.
  const scratch = context.scratch(4 * wordsOf(inChannels))
  const kernel = {
    height: 1,
    width: 1,
    inChannels,
    outChannels: channels,
    depthMultiplier: 1,
    taps: positions * channels,
    rows: positions * channels,
  }
  const bind: PreparedOperator['bind'] = (memory) => {
    const source = memory.int8(layer.input)
    const shortcut = layer.shortcut && memory.int8(layer.shortcut)
    const target = memory.int8(layer.output)
    const bytes = memory.scratch(scratch)
    const bits = new Int32Array(bytes.buffer, bytes.byteOffset, wordsOf(inChannels))
    return () => {
      for (let position = 0; position < positions; position++) {
        packSigns(source, position * inChannels, layer, bits)
        multiplySigns(bits, layer, shortcut, target, position * channels)
      }
    }
  }
  return { macs: positions * inChannels * channels, kernel, bind, simd: binaryPointwiseTwin(layer) }
}

/** Sets the bit of each of the activations from `from` on that is at least the threshold. */
function packSigns(
  source: Int8Array,
  from: number,
  { inChannels, threshold }: BinaryLayer,
  bits: Int32Array,
): void {
  bits.fill(0)
  for (let channel = 0; channel < inChannels; channel++) {
    if (source[from + channel] >= threshold) bits[channel >> 5] |= 1 << (channel & 31)
  }
}

/** All channels of one position. */
function multiplySigns(
  bits: Int32Array,
  { channels, weights, multipliers, offsets, shift }: BinaryLayer,
  shortcut: Int8Array | null,
  target: Int8Array,
  at: number,
): void {
  const words = bits.length
  for (let channel = 0; channel < channels; channel++) {
    let differing = 0
    for (let word = 0; word < words; word++)
      differing += setBits(bits[word] ^ weights[channel * words + word])
    const scaled = (multipliers[channel] * differing + offsets[channel]) >> shift
    const sum = shortcut === null ? scaled : scaled + shortcut[at + channel]
    target[at + channel] = Math.max(-128, Math.min(127, sum))
  }
}

/** Population count of 32 bits: sums of neighbouring bits, pairs, fours, bytes. */
export function setBits(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555)
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333)
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}

function checkedLayer(context: OperatorContext): BinaryLayer {
  context.expectTensors([4, 5])
  const input = context.input(0)
  const output = context.output()
  context.expectType(input, 'int8', 'input')
  context.expect(input.shape.length === 4, `has an input of shape [${input.shape}], expected four dimensions`)
  const [batches, height, width, inChannels] = input.shape
  const packed = context.input(1)
  const channels = packed.shape[0] ?? 0
  context.expectShape(packed, [channels, wordsOf(inChannels)], 'weights')
  context.expectType(output, 'int8', 'output')
  context.expectShape(output, [batches, height, width, channels], 'output')
  const shortcut = context.optionalInput(4)
  if (shortcut !== null) {
    context.expectType(shortcut, 'int8', 'shortcut')
    context.expectShape(shortcut, output.shape, 'shortcut')
    const [own, wanted] = [context.affine(shortcut, 'shortcut'), context.affine(output, 'output')]
    context.expect(
      own.scale === wanted.scale && own.zeroPoint === wanted.zeroPoint,
      'has a shortcut that is quantised otherwise than its output',
    )
  }
  const perChannel = (position: number, what: string): Int32Array => {
    const tensor = context.input(position)
    context.expectShape(tensor, [channels], what)
    return Int32Array.from(context.constantIntegers(tensor, what))
  }
  const layer: BinaryLayer = {
    input,
    shortcut,
    output,
    positions: batches * height * width,
    inChannels,
    channels,
    weights: Int32Array.from(context.constantIntegers(packed, 'weights')),
    multipliers: perChannel(2, 'multipliers'),
    offsets: perChannel(3, 'offsets'),
    shift: Number(context.operator.options.shift),
    threshold: context.affine(input, 'input').zeroPoint,
  }
  checkNumbers(context, layer)
  return layer
}

/** Unused bits are zero and all sums stay small. */
function checkNumbers(context: OperatorContext, layer: BinaryLayer): void {
  const { inChannels, channels, weights, multipliers, offsets, shift } = layer
  context.expect(shift >= 0 && shift <= LARGEST_SHIFT, `shifts by ${shift} bits; at most ${LARGEST_SHIFT}`)
  const words = wordsOf(inChannels)
  const used = inChannels % WORD_BITS
  for (let channel = 0; channel < channels; channel++) {
    const unused = used === 0 ? 0 : weights[(channel + 1) * words - 1] >>> used
    context.expect(unused === 0, `has weights of channel ${channel} beyond its ${inChannels} channels in`)
    const [least, most] = [offsets[channel], offsets[channel] + multipliers[channel] * inChannels]
    context.expect(
      Math.max(Math.abs(least), Math.abs(most)) < LARGEST_SUM,
      `has a multiplier or offset of channel ${channel} whose sums leave 32 bits`,
    )
  }
}
