// Kernels that no library has and nobody has measured on an ESP32: cycles from the instructions of
// counted/binary-pointwise.c as gcc 12.2 -O2 compiles it for Xtensa (Debian's gcc-xtensa-lx106, -S), told as estimates.
// What the LX6 has and that target has not is counted as the LX6's: loops without branches, MIN and MAX. Stalls are those
// of the 7-stage pipeline of calibration/xtensa-notes.md: a result loaded or multiplied is there 2 instructions later, a
// taken branch costs 3. Other cores take the factor of plain C.

import type { OperatorCost } from '../inference/interpreter.ts'
import { BINARY_POINTWISE_OPERATOR, wordsOf } from '../inference/operators/binary-pointwise.ts'
import type { CoreKind } from './boards.ts'
import { FITTED_FACTORS, type KernelTerms } from './kernel-costs.ts'

interface Counted {
  instructions: number
  stalls: number
}

const counted = {
  /** 32 products: two loads, XOR, bits summed to bytes in 10 steps, their sum, two pointers. */
  word: { instructions: 16, stalls: 1 },
  /** Up to 31 words: setting up the loop, adding the four bytes. */
  wordGroup: { instructions: 20, stalls: 3 },
  /** One output: multiplier, offset, shift, shortcut, limits, store, pointers on the stack. */
  output: { instructions: 39, stalls: 14 },
  /** One activation's sign into a word. */
  sign: { instructions: 9, stalls: 1 },
  /** Starting and storing a word of 32 signs. */
  signWord: { instructions: 14, stalls: 6 },
  /** Two 4-bit weights to bytes. */
  nibblePair: { instructions: 10, stalls: 1 },
} as const satisfies Record<string, Counted>

const cyclesOf = ({ instructions, stalls }: Counted): number => instructions + stalls

const WORDS_PER_GROUP = 31

/** Of the LX6's cycles; null where these kernels would not run. */
const FACTOR: Record<CoreKind, number | null> = {
  lx6: 1,
  lx7: FITTED_FACTORS.plainC,
  rv32imc: FITTED_FACTORS.plainC,
  'mac-array': null,
}

/** Cycles for 32 products of a binary layer on a core, signs ready. */
export const binaryWordCycles = (core: CoreKind): number => cyclesOf(counted.word) * (FACTOR[core] ?? 0)

/** Terms of a binary pointwise layer; null for other operators, and on cores without them. */
export function countedTerms(
  { op, kernel, inputElements }: OperatorCost,
  core: CoreKind,
): KernelTerms | null {
  const factor = FACTOR[core]
  if (op !== BINARY_POINTWISE_OPERATOR || factor === null) return null
  const words = wordsOf(kernel.inChannels)
  const perOutput =
    cyclesOf(counted.output) +
    words * cyclesOf(counted.word) +
    Math.ceil(words / WORDS_PER_GROUP) * cyclesOf(counted.wordGroup)
  const positions = inputElements / kernel.inChannels
  const perInput = cyclesOf(counted.sign) + (positions * words * cyclesOf(counted.signWord)) / inputElements
  return { perOutput: factor * perOutput, perInput: factor * perInput }
}

/** Cycles in which TFLM unpacks an operator's 4-bit weights, every time it runs. */
export function unpackingCycles({ unpackedWeights = 0 }: OperatorCost, core: CoreKind): number {
  return (unpackedWeights / 2) * cyclesOf(counted.nibblePair) * (FACTOR[core] ?? 1)
}
