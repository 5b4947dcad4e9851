// exp, 1/(1+x) and (1-x)/(1+x) in 32-bit fixed point, bit for bit those of gemmlowp's fixedpoint.h, which the
// reference kernels use. Notation Qm.n: m integer and n = 31 - m fractional bits, as raw 32-bit integers.

import {
  type Multiplier,
  saturatingRoundingDoublingHighMul as multiply,
  roundingDivideByPowerOfTwo,
} from './fixed-point.ts'

const MAX = 0x7fffffff
const MIN = -0x80000000

/** x * 2^exponent, saturating; exponent above 0. */
export function saturatingShiftLeft(x: number, exponent: number): number {
  const threshold = 2 ** (31 - exponent) - 1
  return x > threshold ? MAX : x < -threshold ? MIN : x << exponent
}

/** exp(a) for a in [-1/4, 0), Q0.31 to Q0.31: a Taylor expansion around -1/8. */
function expBetweenMinusQuarterAndZero(a: number): number {
  const expOfMinusEighth = 1895147668
  const third = 715827883
  const x = (a + (1 << 28)) | 0
  const x2 = multiply(x, x)
  const x3 = multiply(x2, x)
  const x4Over4 = roundingDivideByPowerOfTwo(multiply(x2, x2), 2)
  const tail = roundingDivideByPowerOfTwo((multiply((x4Over4 + x3) | 0, third) + x2) | 0, 1)
  return (expOfMinusEighth + multiply(expOfMinusEighth, (x + tail) | 0)) | 0
}

/** exp(-2^exponent) in Q0.31, exponent -2 to 4. */
const EXP_OF_MINUS_POWERS: readonly [exponent: number, value: number][] = [
  [-2, 1672461947],
  [-1, 1302514674],
  [0, 790015084],
  [1, 290630308],
  [2, 39332535],
  [3, 720401],
  [4, 242],
]

/** exp(a) for a <= 0 with `integerBits` integer bits; the result in Q0.31. */
export function expOnNegativeValues(a: number, integerBits: number): number {
  if (a === 0) return MAX
  const fractionalBits = 31 - integerBits
  const quarter = 1 << (fractionalBits - 2)
  const modulo = (a & (quarter - 1)) - quarter
  let result = expBetweenMinusQuarterAndZero(
    integerBits === 0 ? modulo : saturatingShiftLeft(modulo, integerBits),
  )
  const remainder = (modulo - a) | 0
  for (const [exponent, value] of EXP_OF_MINUS_POWERS) {
    if (integerBits > exponent && (remainder & (1 << (fractionalBits + exponent))) !== 0) {
      result = multiply(result, value)
    }
  }
  if (integerBits > 5 && a < -(2 ** (36 - integerBits))) return 0
  return result
}

/** 2 / (1 + a) for a in (0, 1), Q0.31 to Q2.29, by three Newton-Raphson steps. */
function reciprocalOfHalfSum(a: number): number {
  const fortyEightOver17 = 1515870810
  const minus32Over17 = -1010580540
  const halfDenominator = Math.floor((a + MAX + 1) / 2)
  let x = (fortyEightOver17 + multiply(halfDenominator, minus32Over17)) | 0
  for (let step = 0; step < 3; step++) {
    const error = ((1 << 29) - multiply(halfDenominator, x)) | 0
    x = (x + saturatingShiftLeft(multiply(x, error), 2)) | 0
  }
  return x
}

/** 1 / (1 + a) for a in (0, 1), Q0.31. */
export function oneOverOnePlus(a: number): number {
  return saturatingShiftLeft(reciprocalOfHalfSum(a), 1)
}

/** (1 - a) / (1 + a) for a in (0, 1), Q0.31. */
export function oneMinusOverOnePlus(a: number): number {
  return saturatingShiftLeft((reciprocalOfHalfSum(a) - (1 << 29)) | 0, 2)
}

/** 1 / x for a positive x with `integerDigits` integer bits: value in Q0.31 and how many bits it lies above one. */
export function reciprocal(x: number, integerDigits: number): { value: number; bitsOverUnit: number } {
  const headroom = Math.clz32(x)
  const fraction = ((x << headroom) - 0x80000000) | 0
  return { value: oneOverOnePlus(fraction), bitsOverUnit: integerDigits - headroom }
}

/** 1 / (1 + exp(-a)), `integerBits` integer bits to Q0.31. */
export function logistic(a: number, integerBits: number): number {
  if (a === 0) return 1 << 30
  const positive = oneOverOnePlus(expOnNegativeValues(a > 0 ? -a : a, integerBits))
  return a > 0 ? positive : (MAX - positive) | 0
}

/** tanh(a), `integerBits` integer bits to Q0.31. */
export function tanh(a: number, integerBits: number): number {
  if (a === 0) return 0
  const negative = a < 0 ? a : -a
  // exp(2a): the same bits read with one more integer bit.
  const value = oneMinusOverOnePlus(expOnNegativeValues(negative, integerBits + 1))
  return a < 0 ? -value : value
}

/**
 * 1 / sqrt(x) of a whole number as a fixed-point factor (common.h, GetInvSqrtQuantizedMultiplierExp): five
 * Newton-Raphson steps on x brought to [1/2, 2) with three integer bits. 0 counts as 1.
 */
export function reciprocalSquareRoot(x: number): Multiplier {
  if (x <= 1) return { multiplier: MAX, shift: 0 }
  let value = x
  let rightShift = 11
  while (value >= 2 ** 29) {
    value = Math.floor(value / 4)
    rightShift++
  }
  const pairs = ((Math.clz32(value) - 1) >> 1) - 1
  rightShift -= pairs
  value <<= 2 * pairs
  const halfInput = roundingDivideByPowerOfTwo(value >> 1, 1)
  const oneAndHalf = (1 << 28) + (1 << 27)
  const halfRootOfTwo = 1518500250
  let root = 1 << 28
  for (let step = 0; step < 5; step++) {
    const cubed = saturatingShiftLeft(multiply(multiply(root, root), root), 6)
    root = saturatingShiftLeft((multiply(oneAndHalf, root) - multiply(halfInput, cubed)) | 0, 3)
  }
  const multiplier = multiply(root, halfRootOfTwo)
  return rightShift < 0
    ? { multiplier: multiplier << -rightShift, shift: 0 }
    : { multiplier, shift: -rightShift }
}
