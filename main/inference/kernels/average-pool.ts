// SIMD twin of AVERAGE_POOL_2D: the sums come from assembly/channel-sums.ts, the reference's division follows.

import type { Tensor } from '../model.ts'
import { insideRange, type Window } from '../operators/window.ts'
import { areByteActivations, channelSumBytes, type SimdTwin } from './simd-twin.ts'

export interface AveragePool {
  input: Tensor
  output: Tensor
  window: Window
  /** The output for a sum of so many values. */
  average(sum: number, count: number): number
}

/** Null for other than 8-bit tensors. */
export function averagePoolTwin({ input, output, window, average }: AveragePool): SimdTwin | null {
  if (!areByteActivations(input, output)) return null
  const [batches, height, width, channels] = input.shape
  const { y: rows, x: columns } = window
  return {
    constantBytes: 0,
    scratchBytes: channelSumBytes(channels),
    bind({ kernels, scratch, buffer }, address) {
      const source = address(input)
      const target = new Int8Array(buffer, address(output), output.bytes)
      const sums = new Int32Array(buffer, scratch, channels)
      const rowRanges = Array.from({ length: rows.outSize }, (_, y) => insideRange(rows, y))
      const columnRanges = Array.from({ length: columns.outSize }, (_, x) => insideRange(columns, x))
      return () => {
        let at = 0
        for (let batch = 0; batch < batches; batch++) {
          for (let y = 0; y < rows.outSize; y++) {
            const [firstRow, endRow] = rowRanges[y]
            const top = batch * height + y * rows.stride - rows.padding + firstRow
            for (let x = 0; x < columns.outSize; x++) {
              const [firstColumn, endColumn] = columnRanges[x]
              const left = x * columns.stride - columns.padding + firstColumn
              const start = source + (top * width + left) * channels
              const inRow = endColumn - firstColumn
              kernels.sumChannels(start, endRow - firstRow, inRow, width * channels, channels, scratch)
              const count = (endRow - firstRow) * inRow
              for (let channel = 0; channel < channels; channel++)
                target[at++] = average(sums[channel], count)
            }
          }
        }
      }
    },
  }
}
