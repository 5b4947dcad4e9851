// Cycles of one operator in its kernel, from the tables of kernel-costs.ts. No memory stalls.

import type { OperatorCost } from '../inference/interpreter.ts'
import type { Board } from './boards.ts'
import type { KernelClass, KernelTable, KernelTerms } from './kernel-costs.ts'
import { kernelCosts } from './kernel-costs.ts'
import type { BoardOptions } from './options.ts'

/** Operators that were not measured, estimates: a copy takes about 3 cycles an element, a view none, TANH as LOGISTIC. */
const copying: KernelTerms = { perOutput: 3 }
const nothing: KernelTerms = {}
const unmeasured: Record<string, KernelTerms> = {
  RESHAPE: nothing,
  SQUEEZE: nothing,
  EXPAND_DIMS: nothing,
  PAD: copying,
  PADV2: copying,
  CONCATENATION: copying,
  STRIDED_SLICE: copying,
  SPLIT: copying,
  PACK: copying,
  UNPACK: copying,
  TRANSPOSE: copying,
  RESIZE_NEAREST_NEIGHBOR: copying,
  TANH: { perOutput: 14 },
}

/** Any other operator, RELU too, requantises every element: about 80 cycles, estimate. */
const requantising: KernelTerms = { perOutput: 80 }

/** Interpreter's dispatch, parameter checks and set-up per operator; estimate. */
export const CYCLES_PER_CALL = 2000

function kernelClass({ op, kernel }: OperatorCost): KernelClass | null {
  switch (op) {
    case 'CONV_2D':
      if (kernel.height === 1 && kernel.width === 1) return 'conv 1x1'
      return kernel.inChannels % 4 === 0 ? 'conv KxK' : 'conv KxK, channels not a multiple of 4'
    case 'DEPTHWISE_CONV_2D': {
      const whole = kernel.depthMultiplier === 1 && kernel.outChannels % 4 === 0
      return whole ? 'depthwise' : 'depthwise, remainder channels'
    }
    case 'FULLY_CONNECTED':
      return 'fully connected'
    default:
      return null
  }
}

export type KernelOptions = Pick<BoardOptions, 'kernels' | 'build'>

/** The table that holds for an operator: ESP-NN has kernels for int8 alone, other types run in TFLM's reference. */
export function kernelTable(
  cost: OperatorCost,
  board: Board,
  { kernels, build }: KernelOptions,
): KernelTable {
  return kernelCosts[board.processor.core][cost.type === 'int8' ? kernels : 'reference'][build]
}

function kernelTerms(cost: OperatorCost, { weighted, plain }: KernelTable): KernelTerms {
  const kind = kernelClass(cost)
  if (kind !== null) return weighted[kind]
  const known = plain[cost.op] ?? unmeasured[cost.op]
  // What multiplies otherwise (TRANSPOSE_CONV, SVDF, LSTM) does so as a fully connected layer.
  return known ?? (cost.macs > 0 ? weighted['fully connected'] : requantising)
}

/** Cycles of one operator on a core of `board`. */
export function kernelCycles(cost: OperatorCost, board: Board, options: KernelOptions): number {
  const {
    perMac = 0,
    perOutput = 0,
    perTap = 0,
    perRow = 0,
    perInput = 0,
  } = kernelTerms(cost, kernelTable(cost, board, options))
  return (
    CYCLES_PER_CALL +
    perMac * cost.macs +
    perOutput * cost.outputs +
    perTap * cost.kernel.taps +
    perRow * cost.kernel.rows +
    perInput * cost.inputElements
  )
}
