// sigmoid and tanh of 16-bit values by interpolation in a table (reference_integer_ops/logistic.h, tanh.h).

/** 2^16 sigmoid(i / 24), i = 0 to 255. */
const SIGMOID = Uint16Array.from({ length: 256 }, (_, i) =>
  Math.min(65535, Math.floor(65536 / (1 + Math.exp(-i / 24)) + 0.5)),
)

/** From the input's scale to the table's steps: multiplied by `multiplier` and shifted right, rounding. */
export interface TableScaling {
  multiplier: number
  rightShift: number
}

function tablePosition(x: number, { multiplier, rightShift }: TableScaling): number {
  const round = rightShift > 0 ? 1 << (rightShift - 1) : 0
  return (Math.imul(x, multiplier) + round) >> rightShift
}

/** sigmoid as a fraction of 2^15. */
export function sigmoid16(x: number, scaling: TableScaling): number {
  const position = tablePosition(x, scaling)
  const distance = Math.abs(position)
  const entry = distance >>> 9
  let result = 0x7fff << 10
  if (entry < 255) {
    result = (SIGMOID[entry] << 9) + (distance & 0x1ff) * (SIGMOID[entry + 1] - SIGMOID[entry])
  }
  return (position >= 0 ? result + (1 << 9) : (1 << 25) - result + (1 << 9) - 1) >>> 10
}

/** tanh as a fraction of 2^15: 2 sigmoid(2x) - 1. */
export function tanh16(x: number, scaling: TableScaling): number {
  const position = tablePosition(x, scaling)
  const distance = Math.abs(position)
  const entry = distance >>> 8
  let result = 0xffff << 8
  if (entry < 255) {
    result = (SIGMOID[entry] << 8) + (distance & 0xff) * (SIGMOID[entry + 1] - SIGMOID[entry])
  }
  return (position >= 0 ? result - (1 << 23) + (1 << 7) : -result + (1 << 23) + (1 << 7) - 1) >> 8
}
