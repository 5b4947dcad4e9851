// Cycles of the kernels by operator and library: least-squares fits to the kernels run instruction by instruction
// (calibration/xtensa-notes.md, 7-stage pipeline, -O2, no memory stalls). `reference` has TFLM's debug checks on.
// Where a kernel was not measured the entry says "estimate".

import type { OperatorCost } from '../inference/interpreter.ts'
import type { KernelLibrary } from './options.ts'

/** Cycles = perMac * MACs + perOutput * outputs + perTap * taps + perRow * rows + perInput * input elements. */
export interface KernelTerms {
  perMac?: number
  perOutput?: number
  /** Per kernel position inside the image, times output channels. */
  perTap?: number
  /** Per kernel row inside the image, times outputs. */
  perRow?: number
  perInput?: number
}

type KernelClass =
  | 'conv 1x1'
  | 'conv KxK'
  | 'conv KxK, channels not a multiple of 4'
  | 'depthwise'
  | 'depthwise, remainder channels'
  | 'fully connected'

const multiplying: Record<KernelLibrary, Record<KernelClass, KernelTerms>> = {
  'esp-nn': {
    'conv 1x1': { perMac: 7.5, perOutput: 135 },
    'conv KxK': { perMac: 7.5, perOutput: 167, perTap: 43 },
    'conv KxK, channels not a multiple of 4': { perMac: 10.7, perOutput: 155, perTap: 23.5 },
    depthwise: { perMac: 9.1, perOutput: 95, perRow: 6.4 },
    'depthwise, remainder channels': { perMac: 13.4, perOutput: 101, perRow: 37 },
    'fully connected': { perMac: 12, perOutput: 106 },
  },
  reference: {
    'conv 1x1': { perMac: 128, perOutput: 261 },
    'conv KxK': { perMac: 128, perOutput: 200, perTap: 34, perRow: 5 },
    'conv KxK, channels not a multiple of 4': { perMac: 128, perOutput: 200, perTap: 34, perRow: 5 },
    depthwise: { perMac: 114.5, perOutput: 242, perRow: 30 },
    'depthwise, remainder channels': { perMac: 114.5, perOutput: 242, perRow: 30 },
    'fully connected': { perMac: 12, perOutput: 118 },
  },
}

/** The same in both libraries within the accuracy of this table, except pooling in `reference` (186,116 / 60,901). */
const simple: Record<string, KernelTerms> = {
  ADD: { perOutput: 193 },
  SUB: { perOutput: 193 },
  MUL: { perOutput: 83 },
  AVERAGE_POOL_2D: { perTap: 10.5, perOutput: 59 },
  MAX_POOL_2D: { perTap: 12.4, perOutput: 41 },
  MEAN: { perInput: 10.4, perOutput: 105 },
  SOFTMAX: { perOutput: 527 },
  HARD_SWISH: { perOutput: 102 },
  RELU: { perOutput: 13 },
  RELU6: { perOutput: 13 },
  LOGISTIC: { perOutput: 14 },
  TANH: { perOutput: 14 },
}

/** Estimates: a requantisation is about 80 cycles an element, a copy 3, a view nothing. */
const requantising: KernelTerms = { perOutput: 80 }
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
}

/** Interpreter's dispatch, parameter checks and set-up per operator; estimate. */
export const CYCLES_PER_CALL = 2000

function kernelClass({ op, kernel }: OperatorCost): KernelClass | null {
  switch (op) {
    case 'CONV_2D':
      if (kernel.height === 1 && kernel.width === 1) return 'conv 1x1'
      return kernel.inChannels % 4 === 0 ? 'conv KxK' : 'conv KxK, channels not a multiple of 4'
    case 'DEPTHWISE_CONV_2D': {
      const whole = kernel.outChannels === kernel.inChannels && kernel.outChannels % 4 === 0
      return whole ? 'depthwise' : 'depthwise, remainder channels'
    }
    case 'FULLY_CONNECTED':
      return 'fully connected'
    default:
      return null
  }
}

/** Terms for one operator; operators of other kinds that multiply cost as `fully connected`. */
export function kernelTerms(cost: OperatorCost, kernels: KernelLibrary): KernelTerms {
  const kind = kernelClass(cost)
  if (kind !== null) return multiplying[kernels][kind]
  if (cost.macs > 0 && simple[cost.op] === undefined) return multiplying[kernels]['fully connected']
  return simple[cost.op] ?? unmeasured[cost.op] ?? requantising
}

/** Cycles of one operator in its kernel, without memory stalls. */
export function kernelCycles(cost: OperatorCost, kernels: KernelLibrary): number {
  const { perMac = 0, perOutput = 0, perTap = 0, perRow = 0, perInput = 0 } = kernelTerms(cost, kernels)
  return (
    CYCLES_PER_CALL +
    perMac * cost.macs +
    perOutput * cost.outputs +
    perTap * cost.kernel.taps +
    perRow * cost.kernel.rows +
    perInput * cost.inputElements
  )
}
