// Sums of weights over runs of comparisons, in 16 resamples at once: the readable version and its SIMD twin.

import { type Kernels, kernelsOn } from '../inference/kernels/kernels.ts'

/** Resamples of one batch. */
export const BATCH = 16

/** Comparisons in runs, and the numbers of both their people. */
export interface Runs {
  first: Uint32Array
  second: Uint32Array
  /** Place of each run's first comparison; one more at the end. */
  from: Uint32Array
}

/**
 * Sums of one batch: `draws` holds for each person how often each of the 16 resamples drew them, [people][16]; of each
 * run, [runs][16], the sum of the products of both people's draws.
 */
export type SumDraws = (draws: Uint8Array) => Uint32Array

/** The sums of runs of comparisons of `people` people, by SIMD where it is to be had. */
export function weightSums(runs: Runs, people: number): SumDraws {
  return simdSums(runs, people) ?? referenceSums(runs)
}

export function referenceSums({ first, second, from }: Runs): SumDraws {
  const sums = new Uint32Array((from.length - 1) * BATCH)
  return (draws) => {
    sums.fill(0)
    for (let run = 0; run + 1 < from.length; run++) {
      for (let i = from[run]; i < from[run + 1]; i++) {
        for (let k = 0; k < BATCH; k++) {
          sums[run * BATCH + k] += draws[first[i] * BATCH + k] * draws[second[i] * BATCH + k]
        }
      }
    }
    return sums
  }
}

/** Null where the kernels or their memory are not to be had. */
export function simdSums({ first, second, from }: Runs, people: number): SumDraws | null {
  // Addresses: each part begins at a multiple of 16.
  const aligned = (bytes: number) => Math.ceil(bytes / 16) * 16
  const drawsAt = 16
  const sumsAt = drawsAt + aligned(people * BATCH)
  const fromAt = sumsAt + (from.length - 1) * BATCH * 4
  const firstAt = fromAt + aligned(from.byteLength)
  const secondAt = firstAt + aligned(first.byteLength)
  const found = kernelsOn(secondAt + second.byteLength + 16)
  if (found === null) return null
  const { kernels, buffer }: { kernels: Kernels; buffer: ArrayBuffer } = found
  new Uint32Array(buffer, fromAt, from.length).set(from)
  new Uint32Array(buffer, firstAt, first.length).set(first)
  new Uint32Array(buffer, secondAt, second.length).set(second)
  const ownDraws = new Uint8Array(buffer, drawsAt, people * BATCH)
  const sums = new Uint32Array(buffer, sumsAt, (from.length - 1) * BATCH)
  return (draws) => {
    ownDraws.set(draws)
    kernels.sumDraws(firstAt, secondAt, fromAt, from.length - 1, drawsAt, sumsAt)
    return sums
  }
}
