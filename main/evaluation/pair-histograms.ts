// Histograms of the scores of all pairs of embeddings: the SIMD kernels over tiles that fit the cache, and the readable
// version of the same.

import { kernelsOn } from '../inference/kernels/kernels.ts'
import type { Embeddings } from './all-pairs.ts'

export interface PairHistograms {
  /** Pairs by bin: bin k holds dot products from (k - HALF) * width up to, not including, the next. */
  genuine: Uint32Array
  impostor: Uint32Array
  width: number
}

/** Half of the bins: those of scores below 0. Float scores have 2^19 bins a unit, 1.9e-6 wide. */
export const HALF = 1 << 19
const BINS = 2 * HALF
/** Embeddings that are compared with all before them while they are in the cache. */
const TILE_BYTES = 1 << 17

/** Counts all pairs, by SIMD where it is to be had. */
export function pairHistograms(embeddings: Embeddings): PairHistograms {
  return simdHistograms(embeddings) ?? referenceHistograms(embeddings)
}

/** How far dot products of Int8 rows are shifted right, so that all of them have a bin. */
function shiftOf({ values, dimensions }: Embeddings): number {
  if (!(values instanceof Int8Array)) return 0
  return Math.max(0, Math.ceil(Math.log2((128 * 128 * dimensions) / HALF)))
}

const widthOf = (embeddings: Embeddings): number =>
  embeddings.values instanceof Int8Array ? 2 ** shiftOf(embeddings) : 1 / HALF

/** Pair by pair. Float products are summed in single precision, in the order of the kernels. */
export function referenceHistograms(embeddings: Embeddings): PairHistograms {
  const { values, dimensions, people } = embeddings
  const genuine = new Uint32Array(BINS)
  const impostor = new Uint32Array(BINS)
  const width = widthOf(embeddings)
  const lanes = new Float32Array(4)
  for (let a = 0; a < people.length; a++) {
    for (let b = a + 1; b < people.length; b++) {
      lanes.fill(0)
      for (let k = 0; k < dimensions; k++) {
        lanes[k % 4] += Math.fround(values[a * dimensions + k] * values[b * dimensions + k])
      }
      const dot = Math.fround(Math.fround(lanes[0] + lanes[2]) + Math.fround(lanes[1] + lanes[3]))
      const bin = Math.min(BINS - 1, Math.max(0, Math.floor(dot / width) + HALF))
      if (people[a] === people[b]) genuine[bin]++
      else impostor[bin]++
    }
  }
  return { genuine, impostor, width }
}

/** Null where the kernels or their memory are not to be had. */
export function simdHistograms(embeddings: Embeddings): PairHistograms | null {
  const { values, dimensions, people } = embeddings
  const isInt8 = values instanceof Int8Array
  const bytes = isInt8 ? 2 : 4
  const stride = Math.ceil((dimensions * bytes) / 16) * 16
  const rows = people.length
  // Addresses. The kernels read three embeddings beyond the last.
  const rowsAt = 16
  const genuineAt = rowsAt + (rows + 3) * stride
  const allAt = genuineAt + BINS * 4
  const found = kernelsOn(allAt + BINS * 4)
  if (found === null) return null
  const { kernels, buffer } = found

  // People one after the other, so that genuine pairs are neighbours.
  const order = Uint32Array.from({ length: rows }, (_, i) => i).sort((a, b) => people[a] - people[b])
  const memory = isInt8
    ? new Int16Array(buffer, rowsAt, (rows * stride) / 2)
    : new Float32Array(buffer, rowsAt, (rows * stride) / 4)
  order.forEach((row, place) => {
    memory.set(values.subarray(row * dimensions, (row + 1) * dimensions), (place * stride) / bytes)
  })

  const address = (row: number) => rowsAt + row * stride
  const shift = shiftOf(embeddings)
  /** Row `a` with rows `from` to `to`. */
  const count = (a: number, from: number, to: number, histogram: number) => {
    if (to <= from) return
    if (isInt8) {
      kernels.countDots16(address(a), address(from), to - from, stride, shift, HALF, BINS - 1, histogram)
    } else {
      kernels.countDotsFloat(address(a), address(from), to - from, stride, HALF, HALF, BINS - 1, histogram)
    }
  }
  const tile = Math.max(4, Math.floor(TILE_BYTES / stride))
  for (let start = 0; start < rows; start += tile) {
    const end = Math.min(rows, start + tile)
    for (let a = 0; a < end; a++) count(a, Math.max(start, a + 1), end, allAt)
  }
  for (let start = 0; start < rows; ) {
    let end = start + 1
    while (end < rows && people[order[end]] === people[order[start]]) end++
    for (let a = start; a < end; a++) count(a, a + 1, end, genuineAt)
    start = end
  }
  const genuine = new Uint32Array(buffer, genuineAt, BINS).slice()
  const impostor = new Uint32Array(buffer, allAt, BINS).slice()
  for (let bin = 0; bin < BINS; bin++) impostor[bin] -= genuine[bin]
  return { genuine, impostor, width: widthOf(embeddings) }
}
