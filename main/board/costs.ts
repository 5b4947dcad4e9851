// Cycles of one operator in its kernel, from the tables of kernel-costs.ts. No memory stalls.

import type { OperatorCost } from '../inference/interpreter.ts'
import type { Board } from './boards.ts'
import { countedTerms, unpackingCycles } from './counted-kernels.ts'
import type { KernelClass, KernelTable, KernelTerms } from './kernel-costs.ts'
import { kernelCosts, UNMEASURED } from './kernel-costs.ts'
import type { BoardOptions, KernelLibrary } from './options.ts'

/**
 * Operators that were not counted, estimates: a copy takes about 3 cycles an element, a view none. TANH, and LOGISTIC in
 * TFLM's reference, compute an exponential and a reciprocal in fixed point for every element; SOFTMAX, counted, takes
 * 476 for the one and 377 for the other (xtensa-notes.md).
 */
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
  TANH: { perOutput: 850 },
  LOGISTIC: { perOutput: 850 },
}

/** Any other operator, RELU too, requantises every element: about 80 cycles, estimate. */
const requantising: KernelTerms = { perOutput: 80 }

/** Interpreter's dispatch, parameter checks and set-up per operator; estimate. */
export const CYCLES_PER_CALL = 2000

/** A kernel and the share of the outputs that it computes. */
type Part = [kind: KernelClass, share: number]

/** ESP-NN's depthwise kernels take four channels at a time and what remains of them singly. */
function depthwiseParts({ outChannels, depthMultiplier }: OperatorCost['kernel']): Part[] {
  const together = depthMultiplier === 1 ? outChannels : depthMultiplier
  const remaining = (together % 4) / together
  return [
    [depthMultiplier === 1 ? 'depthwise' : 'depthwise, multiplier', 1 - remaining],
    ['depthwise, remainder channels', remaining],
  ]
}

function kernelParts({ op, kernel }: OperatorCost): Part[] | null {
  switch (op) {
    case 'CONV_2D':
      if (kernel.height === 1 && kernel.width === 1) return [['conv 1x1', 1]]
      return [[kernel.inChannels % 4 === 0 ? 'conv KxK' : 'conv KxK, channels not a multiple of 4', 1]]
    case 'DEPTHWISE_CONV_2D':
      return depthwiseParts(kernel)
    case 'FULLY_CONNECTED':
      return [['fully connected', 1]]
    default:
      return null
  }
}

export type KernelOptions = Pick<BoardOptions, 'kernels' | 'build'>

/**
 * The library whose kernel an operator gets: ESP-NN has some for int8 with weights of 8 bits and windows that are not
 * dilated (esp-tflite-micro, kernels/esp_nn/); all else runs in TFLM's reference.
 */
export const libraryOf = (
  { type, needsReference }: OperatorCost,
  { kernels }: Pick<BoardOptions, 'kernels'>,
): KernelLibrary => (type === 'int8' && !needsReference ? kernels : 'reference')

/** The table that holds for an operator. */
export function kernelTable(cost: OperatorCost, board: Board, options: KernelOptions): KernelTable {
  return kernelCosts[board.processor.core][libraryOf(cost, options)][options.build]
}

/**
 * Where an operator's cycles come from: its own kernel was `counted` (or published); those of the int8 kernel stand for
 * another type, for 4-bit weights or a dilated window; those of another library's kernel; the `instructions` of a kernel
 * that never ran; or an `estimate`.
 */
export type Basis = 'counted' | 'int8 kernel' | 'other library' | 'instructions' | 'estimate'

/** Terms with the share of the operator they hold for, and where they come from. */
interface Terms {
  parts: [terms: KernelTerms, share: number][]
  basis: Basis
}

function kernelTerms(cost: OperatorCost, board: Board, options: KernelOptions): Terms {
  const instructions = countedTerms(cost, board.processor.core)
  if (instructions !== null) return { parts: [[instructions, 1]], basis: 'instructions' }
  const { weighted, plain, borrowed } = kernelTable(cost, board, options)
  const own: Basis = cost.type === 'int8' && !cost.needsReference ? 'counted' : 'int8 kernel'
  const kernels = kernelParts(cost)
  if (kernels !== null) {
    return { parts: kernels.map(([kind, share]) => [weighted[kind], share]), basis: own }
  }
  const counted = plain[cost.op]
  if (counted !== undefined) {
    const basis = own === 'counted' && borrowed.includes(cost.op) ? 'other library' : own
    return { parts: [[counted, 1]], basis }
  }
  // What multiplies otherwise (TRANSPOSE_CONV, SVDF, LSTM) does so as a fully connected layer.
  const other = cost.macs > 0 ? weighted['fully connected'] : requantising
  return { parts: [[unmeasured[cost.op] ?? other, 1]], basis: 'estimate' }
}

/** Where the cycles of an operator come from. */
export const kernelBasis = (cost: OperatorCost, board: Board, options: KernelOptions): Basis =>
  kernelTerms(cost, board, options).basis

/** Relative half-width of an operator's cycles while its weights stay in the cache. */
export function kernelUncertainty(cost: OperatorCost, board: Board, options: KernelOptions): number {
  const table = kernelTable(cost, board, options)
  const { basis } = kernelTerms(cost, board, options)
  return basis === 'counted' ? table.uncertainty : Math.max(table.uncertainty, UNMEASURED)
}

/** Cycles of one operator on a core of `board`. */
export function kernelCycles(cost: OperatorCost, board: Board, options: KernelOptions): number {
  const { parts } = kernelTerms(cost, board, options)
  const start = CYCLES_PER_CALL + unpackingCycles(cost, board.processor.core)
  return parts.reduce((sum, [terms, share]) => sum + share * termCycles(cost, terms), start)
}

function termCycles(
  { macs, outputs, inputElements, kernel }: OperatorCost,
  { perMac = 0, perOutput = 0, perTap = 0, perRow = 0, perInput = 0 }: KernelTerms,
): number {
  return (
    perMac * macs +
    perOutput * outputs +
    perTap * kernel.taps +
    perRow * kernel.rows +
    perInput * inputElements
  )
}
