// Integer rescaling as TensorFlow Lite Micro does it (kernels/internal/common.cc, quantization_util.cc; gemmlowp's
// fixed-point primitives). Exact: 64-bit products are split into parts that 32-bit integers or doubles hold without rounding.

/** real = multiplier * 2^(shift - 31), multiplier in [2^30, 2^31) or 0. */
export interface Multiplier {
  multiplier: number
  shift: number
}

const TWO_31 = 2 ** 31

/** The fixed-point form of a real factor; factors below 2^-32 become 0. Rounds half away from zero. */
export function quantizeMultiplier(real: number): Multiplier {
  if (!Number.isFinite(real)) throw new RangeError(`cannot scale by ${real}`)
  if (real === 0) return { multiplier: 0, shift: 0 }
  // frexp: real = fraction * 2^shift with fraction in [0.5, 1); the logarithm may be one off.
  let shift = Math.floor(Math.log2(Math.abs(real))) + 1
  let fraction = real * 2 ** -shift
  if (Math.abs(fraction) >= 1) {
    fraction /= 2
    shift += 1
  } else if (Math.abs(fraction) < 0.5) {
    fraction *= 2
    shift -= 1
  }
  let multiplier = Math.sign(fraction) * Math.floor(Math.abs(fraction) * TWO_31 + 0.5)
  if (multiplier === TWO_31) {
    multiplier /= 2
    shift += 1
  }
  return shift < -31 ? { multiplier: 0, shift: 0 } : { multiplier, shift }
}

/** (2 * a * b) >> 32 rounded half up, a and b 32-bit; the one product that overflows saturates. */
export function saturatingRoundingDoublingHighMul(a: number, b: number): number {
  if (a === b && a === -TWO_31) return TWO_31 - 1
  // Schoolbook multiplication of 16-bit halves; no partial sum leaves 32 bits.
  const aHigh = a >> 16
  const aLow = a & 0xffff
  const bHigh = b >> 16
  const bLow = b & 0xffff
  const middle = (Math.imul(aHigh, bLow) + (Math.imul(aLow, bLow) >>> 16)) | 0
  const carry = ((middle & 0xffff) + Math.imul(aLow, bHigh)) >> 16
  const high = (Math.imul(aHigh, bHigh) + (middle >> 16) + carry) | 0
  // Bits 31 and 30 of the lower word: what doubling moves up, and the rounding.
  return ((high << 1) + (((Math.imul(a, b) >>> 30) + 1) >> 1)) | 0
}

/** x / 2^exponent rounded to nearest, halves away from zero; exponent 0 to 31. Without a branch on the data. */
export function roundingDivideByPowerOfTwo(x: number, exponent: number): number {
  if (exponent === 0) return x | 0
  const mask = 0x7fffffff >>> (31 - exponent)
  const half = (mask >> 1) + 1
  const isNegative = x >>> 31
  return (x >> exponent) + (((x & mask) + half - isNegative) >>> exponent)
}

/** x * real factor for a 32-bit x, with the two roundings of the reference kernels. */
export function multiplyByQuantizedMultiplier(x: number, multiplier: number, shift: number): number {
  return shift > 0
    ? saturatingRoundingDoublingHighMul(x << shift, multiplier)
    : roundingDivideByPowerOfTwo(saturatingRoundingDoublingHighMul(x, multiplier), -shift)
}

const TWO_24 = 2 ** 24

/**
 * x * real factor for a 64-bit accumulator (|x| < 2^47, held in a double): the multiplier is reduced to 16 bits and
 * the product rounded once, half up, as the 16-bit kernels do.
 */
export function multiplyWideByQuantizedMultiplier(x: number, multiplier: number, shift: number): number {
  const reduced = multiplier < 0x7fff0000 ? (multiplier + 0x8000) >> 16 : 0x7fff
  const total = 15 - shift
  const round = 2 ** (total - 1)
  const high = Math.floor(x / TWO_24)
  const low = x - high * TWO_24
  if (total >= 24) {
    return Math.floor((high * reduced + Math.floor((low * reduced + round) / TWO_24)) / 2 ** (total - 24)) | 0
  }
  return (((high * reduced * 2 ** (24 - total)) | 0) + Math.floor((low * reduced + round) / 2 ** total)) | 0
}

/** C's round(): halves away from zero. */
export function roundAwayFromZero(x: number): number {
  return x < 0 ? -Math.floor(-x + 0.5) : Math.floor(x + 0.5)
}

export function clamp(x: number, low: number, high: number): number {
  return Math.max(low, Math.min(x, high))
}
