// What a network asks of any processor: counts of its work by kind, weighed into cycles by the LX6's own rates, those of
// main/board/kernel-costs.ts and, for a byte of weights, of a cache line from QIO 80 MHz flash (facts.md section 2).
// The sum is a first guess of the cycles on any core; its parts say in what a core may be better or worse than the LX6.

import { CYCLES_PER_CALL } from '../board/costs.ts'
import { kernelCosts } from '../board/kernel-costs.ts'
import type { OperatorCost } from '../inference/interpreter.ts'

export const workKinds = ['products', 'depthwise products', 'outputs', 'operators', 'weight bytes'] as const

/** Counts of one run, in the order of `workKinds`. */
export type Work = readonly number[]

export interface NetworkFeatures {
  work: Work
  /** Multiply-accumulates of all kinds. */
  macs: number
  /** Bytes of activations read and written. */
  activationBytes: number
  /** Cycles at the LX6's rates. */
  nominalCycles: number
  /** Share of each kind of work in them; they sum to 1. */
  shares: readonly number[]
}

const { 'conv 1x1': pointwise, depthwise } = kernelCosts.lx6['esp-nn'].O2.weighted
const CYCLES_PER_WEIGHT_BYTE = 252 / 32
export const LX6_RATES: Work = [
  pointwise.perMac ?? 0,
  depthwise.perMac ?? 0,
  pointwise.perOutput ?? 0,
  CYCLES_PER_CALL,
  CYCLES_PER_WEIGHT_BYTE,
]

/** Features of a network by its operators. */
export function networkFeatures(operators: readonly OperatorCost[]): NetworkFeatures {
  const isDepthwise = ({ op }: OperatorCost) => op === 'DEPTHWISE_CONV_2D'
  const sum = (of: (cost: OperatorCost) => number) => operators.reduce((total, cost) => total + of(cost), 0)
  const work = [
    sum((cost) => (isDepthwise(cost) ? 0 : cost.macs)),
    sum((cost) => (isDepthwise(cost) ? cost.macs : 0)),
    sum(({ outputs }) => outputs),
    operators.length,
    sum(({ weightBytes }) => weightBytes),
  ]
  const cycles = work.map((count, kind) => count * LX6_RATES[kind])
  const nominalCycles = cycles.reduce((total, value) => total + value, 0)
  return {
    work,
    macs: work[0] + work[1],
    activationBytes: sum(({ activationBytes }) => activationBytes),
    nominalCycles,
    shares: cycles.map((value) => value / nominalCycles),
  }
}
