// Cycles of the kernels by core and library, as data. No memory stalls.
// lx6: least-squares fits to kernels run instruction by instruction (calibration/xtensa-notes.md, 7-stage pipeline,
// -O2); `reference` with TFLM's debug checks on. lx7, ESP-NN: from its assembly's published cycles
// (calibration/s3-ansi-kernel-cycles.csv). Cores other than lx6 have one factor per library, fitted to one published
// inference time (P8, P9, P10, P11) and shown as fitted by `viseme calibration`.

import type { CoreKind } from './boards.ts'
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

export type KernelClass =
  | 'conv 1x1'
  | 'conv KxK'
  | 'conv KxK, channels not a multiple of 4'
  | 'depthwise'
  | 'depthwise, remainder channels'
  | 'fully connected'

export interface KernelTable {
  /** Relative half-width of a network's time where its weights stay in the cache. */
  uncertainty: number
  /** Whether a convolution walks through all its weights once per output position, or keeps some while it moves on. */
  rereadsWeights: boolean
  /** Kernels that multiply by weights. */
  weighted: Record<KernelClass, KernelTerms>
  /** Other kernels by operator. */
  plain: Record<string, KernelTerms>
}

const lx6Plain: Record<string, KernelTerms> = {
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

/** Half-width suggested in xtensa-notes.md; the factors of other cores rest on one network each. */
const MEASURED = 0.08
const FITTED = 0.2

const lx6EspNn: KernelTable = {
  uncertainty: MEASURED,
  rereadsWeights: true,
  weighted: {
    'conv 1x1': { perMac: 7.5, perOutput: 135 },
    'conv KxK': { perMac: 7.5, perOutput: 167, perTap: 43 },
    'conv KxK, channels not a multiple of 4': { perMac: 10.7, perOutput: 155, perTap: 23.5 },
    depthwise: { perMac: 9.1, perOutput: 95, perRow: 6.4 },
    'depthwise, remainder channels': { perMac: 13.4, perOutput: 101, perRow: 37 },
    'fully connected': { perMac: 12, perOutput: 106 },
  },
  plain: lx6Plain,
}

const lx6Reference: KernelTable = {
  uncertainty: MEASURED,
  rereadsWeights: true,
  weighted: {
    'conv 1x1': { perMac: 128, perOutput: 261 },
    'conv KxK': { perMac: 128, perOutput: 200, perTap: 34, perRow: 5 },
    'conv KxK, channels not a multiple of 4': { perMac: 128, perOutput: 200, perTap: 34, perRow: 5 },
    depthwise: { perMac: 114.5, perOutput: 242, perRow: 30 },
    'depthwise, remainder channels': { perMac: 114.5, perOutput: 242, perRow: 30 },
    'fully connected': { perMac: 12, perOutput: 118 },
  },
  plain: {
    ...lx6Plain,
    AVERAGE_POOL_2D: { perTap: 74, perOutput: 59 },
    MAX_POOL_2D: { perTap: 76, perOutput: 41 },
  },
}

/** Two pointwise shapes give 0.28 a MAC and 33.6 an output; the other kernels keep that output. */
const lx7EspNn: KernelTable = {
  uncertainty: FITTED,
  rereadsWeights: false,
  weighted: {
    'conv 1x1': { perMac: 0.28, perOutput: 33.6 },
    // Not in the published table; estimate between its pointwise and its 3-channel convolution.
    'conv KxK': { perMac: 0.6, perOutput: 33.6 },
    'conv KxK, channels not a multiple of 4': { perMac: 2.33, perOutput: 33.6 },
    depthwise: { perMac: 1.26, perOutput: 33.6 },
    'depthwise, remainder channels': { perMac: 2.4, perOutput: 33.6 },
    'fully connected': { perMac: 1.2, perOutput: 34 },
  },
  plain: {
    ...lx6Plain,
    ADD: { perOutput: 46 },
    SUB: { perOutput: 46 },
    MUL: { perOutput: 22 },
    AVERAGE_POOL_2D: { perTap: 3.5 },
    MAX_POOL_2D: { perTap: 1.4 },
    SOFTMAX: { perOutput: 43 },
  },
}

/** `table` on a core that takes `factor` times as many cycles. */
function scaled(table: KernelTable, factor: number): KernelTable {
  const terms = (values: KernelTerms): KernelTerms =>
    Object.fromEntries(Object.entries(values).map(([name, value]) => [name, value * factor]))
  const all = <Key extends string>(entries: Record<Key, KernelTerms>): Record<Key, KernelTerms> =>
    Object.fromEntries(
      Object.entries<KernelTerms>(entries).map(([name, values]) => [name, terms(values)]),
    ) as Record<Key, KernelTerms>
  return { ...table, uncertainty: FITTED, weighted: all(table.weighted), plain: all(table.plain) }
}

export const kernelCosts: Record<CoreKind, Record<KernelLibrary, KernelTable>> = {
  lx6: { 'esp-nn': lx6EspNn, reference: lx6Reference },
  lx7: { 'esp-nn': scaled(lx7EspNn, 0.88), reference: scaled(lx6Reference, 0.5675) },
  rv32imc: { 'esp-nn': scaled(lx6EspNn, 0.517), reference: scaled(lx6Reference, 0.5337) },
}
