// Binary pointwise convolution: signs of a position's activations as bits, then XOR and population count with the weights
// of four channels at a time, one 32-bit word of each in every lane.

import { storeBytes } from './rescaling'

@unmanaged
class BinaryPointwise {
  positions: i32
  inChannels: i32
  /** The smallest activation whose bit is set. */
  threshold: i32
  /** Address of one position's bits. */
  bits: usize
  words: i32
  /** The bits of the last word that stand for channels. */
  lastMask: u32
  channels: i32
  /** [group of 4 channels][word][channel] */
  weights: usize
  multipliers: usize
  offsets: usize
  shift: i32
  /** Address of what is added to the output, or 0. */
  shortcut: usize
}

/** Counts of bits stay bytes for so many words: 31 * 8 < 256. */
const MOST_WORDS: i32 = 31

/** Writes all positions to `target`. */
export function multiplySigns(parameters: usize, source: usize, target: usize): void {
  const p = changetype<BinaryPointwise>(parameters)
  let shortcut = p.shortcut
  for (let left = p.positions; left > 0; left--) {
    pack(p, source)
    position(p, shortcut, target)
    source += p.inChannels
    target += p.channels
    if (shortcut) shortcut += p.channels
  }
}

/** The bits of one position; reads up to 31 bytes beyond it. */
// @ts-ignore: decorator
@inline
function pack(p: BinaryPointwise, source: usize): void {
  const threshold = i8x16.splat(<i8>p.threshold)
  let at = p.bits
  for (let left = p.words; left > 0; left--) {
    const low = i8x16.bitmask(i8x16.ge_s(v128.load(source), threshold))
    const high = i8x16.bitmask(i8x16.ge_s(v128.load(source, 16), threshold))
    const word = <u32>low | (<u32>high << 16)
    store<u32>(at, left == 1 ? word & p.lastMask : word)
    source += 32
    at += 4
  }
}

/** All channels of one position. */
// @ts-ignore: decorator
@inline
function position(p: BinaryPointwise, shortcut: usize, target: usize): void {
  let w = p.weights
  let multiplier = p.multipliers
  let offset = p.offsets
  for (let left = p.channels; left > 0; left -= 4) {
    let differing = i32x4.splat(0)
    let x = p.bits
    for (let words = p.words; words > 0; words -= MOST_WORDS) {
      let counts = i8x16.splat(0)
      for (let word = min(words, MOST_WORDS); word > 0; word--) {
        counts = i8x16.add(counts, i8x16.popcnt(v128.xor(v128.load32_splat(x), v128.load(w))))
        x += 4
        w += 16
      }
      differing = i32x4.add(
        differing,
        i32x4.extadd_pairwise_i16x8_u(i16x8.extadd_pairwise_i8x16_u(counts)),
      )
    }
    const scaled = i32x4.add(i32x4.mul(differing, v128.load(multiplier)), v128.load(offset))
    let sum = i32x4.shr_s(scaled, p.shift)
    if (shortcut) {
      sum = i32x4.add(sum, i32x4.extend_low_i16x8_s(i16x8.extend_low_i8x16_s(v128.load32_zero(shortcut))))
      shortcut += 4
    }
    const narrow = i16x8.narrow_i32x4_s(sum, sum)
    storeBytes(target, i8x16.narrow_i16x8_s(narrow, narrow), min(left, 4))
    target += 4
    multiplier += 16
    offset += 16
  }
}
