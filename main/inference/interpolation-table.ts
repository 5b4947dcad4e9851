// A function of 16-bit values by 513 samples and linear interpolation (internal/common.h, LUTPopulate, LUTLookup).
// The samples are moved by half the error at the midpoints, all in single precision as in the reference.

import { clamp, roundAwayFromZero } from './fixed-point.ts'

const STEPS = 512
const { fround } = Math

/** The scale and zero point of a 16-bit quantity. */
export interface TableQuantity {
  scale: number
  zeroPoint: number
}

export function interpolationTable(
  input: TableQuantity,
  output: TableQuantity,
  f: (x: number) => number,
): Int16Array {
  const bound = ({ scale, zeroPoint }: TableQuantity, limit: number): number =>
    fround(fround(scale) * fround(limit - zeroPoint))
  const start = bound(input, -32768)
  const step = fround(fround(bound(input, 32767) - start) / STEPS)
  const units = fround(65536 / fround(bound(output, 32767) - bound(output, -32768)))
  const sample = (x: number): number => fround(fround(f(fround(x))) * units)
  const table = new Int16Array(STEPS + 1)
  for (let i = 0; i < STEPS; i++) {
    const x = fround(start + fround(i * step))
    const value = roundAwayFromZero(sample(x))
    const next = sample(fround(start + fround((i + 1) * step)))
    const middle = roundAwayFromZero(sample(fround(x + fround(step / 2))))
    const interpolated = roundAwayFromZero(fround(fround(next + value) / 2))
    table[i] = clamp(value - roundAwayFromZero((interpolated - middle) / 2), -32768, 32767)
  }
  table[STEPS] = clamp(roundAwayFromZero(sample(bound(input, 32767))), -32768, 32767)
  return table
}

/** The table's value at a 16-bit input. */
export function interpolate(table: Int16Array, x: number): number {
  const index = 256 + (x >> 7)
  return table[index] + (((table[index + 1] - table[index]) * (x & 0x7f) + 64) >> 7)
}
