// Cycles of the kernels by core and library, as data. No memory stalls.
// lx6: least-squares fits to kernels run instruction by instruction (calibration/xtensa-notes.md, 7-stage pipeline;
// `viseme calibration` repeats them). Counted builds: -O2 with and without TFLM's debug checks, and ESP-NN at -Os. lx7, ESP-NN: from its assembly's published cycles
// (calibration/s3-ansi-kernel-cycles.csv). Two factors for cores other than lx6 are fitted to published inference times;
// `viseme calibration` shows to which, and what each point would be if it were left out.

import type { CoreKind } from './boards.ts'
import type { Build, KernelLibrary } from './options.ts'

/** Cycles = perMac * MACs + perOutput * outputs + perTap * taps + perRow * rows + perInput * input elements. */
export interface KernelTerms {
  perMac?: number
  perOutput?: number
  /** Per kernel position inside the image, times output channels. */
  perTap?: number
  /** Per kernel row inside the image, times output channels; softmax: per row. */
  perRow?: number
  perInput?: number
}

export type KernelClass =
  | 'conv 1x1'
  | 'conv KxK'
  | 'conv KxK, channels not a multiple of 4'
  | 'depthwise'
  | 'depthwise, multiplier'
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
  /** Those of `plain` that were counted or published for another kernel than the library's own. */
  borrowed: readonly string[]
}

/** Kernels of TFLM on an LX6; what was not measured is not listed and estimated in costs.ts. */
const lx6Plain: Record<string, KernelTerms> = {
  ADD: { perOutput: 193 },
  SUB: { perOutput: 193 },
  MUL: { perOutput: 83 },
  AVERAGE_POOL_2D: { perTap: 10.9, perOutput: 63 },
  MAX_POOL_2D: { perTap: 13, perOutput: 47 },
  MEAN: { perInput: 10.4, perOutput: 105 },
  SOFTMAX: { perOutput: 500, perRow: 377 },
  HARD_SWISH: { perOutput: 102 },
  RELU6: { perOutput: 13 },
}

/** ESP-NN has a softmax (rows `opt`) and a logistic function (a table) of its own. */
const lx6EspNnPlain: Record<string, KernelTerms> = {
  ...lx6Plain,
  SOFTMAX: { perOutput: 298, perRow: 293 },
  LOGISTIC: { perOutput: 14 },
}

/** ESP-NN has no SUB; TFLM's costs about what ADD does. */
const espNnBorrowed = ['SUB'] as const

/** Half-width suggested in xtensa-notes.md; the factors of other cores rest on one network. */
const MEASURED = 0.08
const FITTED = 0.2

/** Relative half-width where a kernel was neither counted nor published. */
export const UNMEASURED = 0.5

/** ESP-NN has no debug checks, so that they change nothing. */
const lx6EspNn: KernelTable = {
  uncertainty: MEASURED,
  rereadsWeights: true,
  weighted: {
    'conv 1x1': { perMac: 7.5, perOutput: 135 },
    'conv KxK': { perMac: 7.5, perOutput: 167, perTap: 43 },
    'conv KxK, channels not a multiple of 4': { perMac: 10.7, perOutput: 155, perTap: 23.5 },
    depthwise: { perMac: 9.1, perOutput: 95, perRow: 6.4 },
    'depthwise, multiplier': { perMac: 6.8, perOutput: 117 },
    'depthwise, remainder channels': { perMac: 13.4, perOutput: 101, perRow: 37 },
    'fully connected': { perMac: 12, perOutput: 106 },
  },
  plain: lx6EspNnPlain,
  borrowed: espNnBorrowed,
}

const lx6Reference: KernelTable = {
  uncertainty: MEASURED,
  rereadsWeights: true,
  weighted: {
    'conv 1x1': { perMac: 128, perOutput: 261 },
    'conv KxK': { perMac: 128, perOutput: 183, perTap: 39 },
    'conv KxK, channels not a multiple of 4': { perMac: 128, perOutput: 205, perTap: 36 },
    depthwise: { perMac: 114.5, perOutput: 242, perRow: 30 },
    'depthwise, multiplier': { perMac: 114.5, perOutput: 242, perRow: 30 },
    'depthwise, remainder channels': { perMac: 114.5, perOutput: 242, perRow: 30 },
    'fully connected': { perMac: 12, perOutput: 118 },
  },
  plain: {
    ...lx6Plain,
    AVERAGE_POOL_2D: { perTap: 74, perOutput: 59 },
    MAX_POOL_2D: { perTap: 76, perOutput: 41 },
  },
  // ESP-NN's plain C counted in place of TFLM's; the maximum as the average, the one pool counted.
  borrowed: ['ADD', 'SUB', 'MUL', 'MAX_POOL_2D', 'MEAN', 'SOFTMAX', 'HARD_SWISH', 'RELU6'],
}

const lx6EspNnSmall: KernelTable = {
  ...lx6EspNn,
  weighted: {
    'conv 1x1': { perMac: 10.3, perOutput: 130 },
    'conv KxK': { perMac: 11.5, perOutput: 180, perTap: 39 },
    'conv KxK, channels not a multiple of 4': { perMac: 19.6, perOutput: 154, perTap: 43 },
    depthwise: { perMac: 16.4, perOutput: 89, perRow: 10.8 },
    'depthwise, multiplier': { perMac: 13.7, perOutput: 123 },
    // The -O2 terms times the ratio of the other depthwise kernel; estimate.
    'depthwise, remainder channels': { perMac: 24, perOutput: 101, perRow: 62 },
    'fully connected': { perMac: 23, perOutput: 93 },
  },
  plain: {
    ...lx6EspNnPlain,
    ADD: { perOutput: 202 },
    SUB: { perOutput: 202 },
    MUL: { perOutput: 93 },
    AVERAGE_POOL_2D: { perTap: 18, perOutput: 111 },
    MAX_POOL_2D: { perTap: 18.8, perOutput: 72 },
    MEAN: { perInput: 10.9, perOutput: 119 },
    HARD_SWISH: { perOutput: 111 },
    RELU6: { perOutput: 12 },
  },
}

const lx6ReferenceUnchecked: KernelTable = {
  ...lx6Reference,
  weighted: {
    'conv 1x1': { perMac: 16, perOutput: 225 },
    'conv KxK': { perMac: 16.1, perOutput: 136, perTap: 58 },
    'conv KxK, channels not a multiple of 4': { perMac: 16.1, perOutput: 152, perTap: 55 },
    depthwise: { perMac: 43.6, perOutput: 184, perRow: 30 },
    'depthwise, multiplier': { perMac: 43.6, perOutput: 184, perRow: 30 },
    'depthwise, remainder channels': { perMac: 43.6, perOutput: 184, perRow: 30 },
    'fully connected': { perMac: 12, perOutput: 118 },
  },
  plain: {
    ...lx6Plain,
    AVERAGE_POOL_2D: { perTap: 20, perOutput: 59 },
    MAX_POOL_2D: { perTap: 22, perOutput: 41 },
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
    'depthwise, multiplier': { perMac: 2.4, perOutput: 33.6 },
    // Not in the published table: as those with a multiplier; estimate.
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
  borrowed: ['SUB', 'MEAN', 'HARD_SWISH', 'RELU6'],
}

/** `table` on a core that takes `factor` times as many cycles. */
function scaled(table: KernelTable, factor: number): KernelTable {
  const terms = (values: KernelTerms): KernelTerms =>
    Object.fromEntries(Object.entries(values).map(([name, value]) => [name, value * factor]))
  const all = <Key extends string>(entries: Record<Key, KernelTerms>): Record<Key, KernelTerms> =>
    Object.fromEntries(
      Object.entries<KernelTerms>(entries).map(([name, values]) => [name, terms(values)]),
    ) as Record<Key, KernelTerms>
  return {
    ...table,
    uncertainty: Math.max(table.uncertainty, FITTED),
    weighted: all(table.weighted),
    plain: all(table.plain),
  }
}

/**
 * -Og was not counted: the cycles of -O2, with a wider interval. Espressif's components set -O2 (esp-nn) and -O3
 * (esp-tflite-micro) for themselves, whatever the project is set to (their CMakeLists.txt). P3, built with -Og, is the
 * one measurement; it lies 3.4 % above this estimate.
 */
const UNCOUNTED = 0.15
const uncounted = (table: KernelTable): KernelTable => ({ ...table, uncertainty: UNCOUNTED })

/** TFLM's reference at -Os was not counted either; what -Os does to ESP-NN's C, up to twice the cycles, says how much is open. */
const unknown = (table: KernelTable): KernelTable => ({ ...table, uncertainty: UNMEASURED })

const lx6: Record<KernelLibrary, Record<Build, KernelTable>> = {
  'esp-nn': { O2: lx6EspNn, 'O2-no-checks': lx6EspNn, Og: uncounted(lx6EspNn), Os: lx6EspNnSmall },
  reference: {
    O2: lx6Reference,
    'O2-no-checks': lx6ReferenceUnchecked,
    Og: uncounted(lx6Reference),
    Os: unknown(lx6Reference),
  },
}

const allBuilds = (table: (build: Build) => KernelTable): Record<Build, KernelTable> => ({
  O2: table('O2'),
  'O2-no-checks': table('O2-no-checks'),
  Og: table('Og'),
  Os: table('Os'),
})

/**
 * Least relative squares over the points that name them (published.ts); a test fits them again. The S3's assembly takes
 * `assembly` of what its published single kernels add up to; plain C takes `plainC` of the LX6's cycles on the later
 * cores, with either library: shorter pipelines, later compilers, cheaper debug checks.
 */
export const FITTED_FACTORS = { assembly: 0.8771, plainC: 0.5471 } as const

export type FittedFactor = keyof typeof FITTED_FACTORS

/** What the factors are called where they are shown. */
export const FACTOR_NAMES: Record<FittedFactor, string> = {
  assembly: 'factor of the S3’s assembly',
  plainC: 'factor of plain C on later cores',
}

/**
 * A wide array that multiplies 256 pairs of bytes per cycle and requantises 16 values: no product but the kind of chip
 * for which SUSHI was made (main/supernet/fpga-like.ts). All figures are assumptions.
 */
const macArray: KernelTable = {
  uncertainty: 0.5,
  rereadsWeights: false,
  weighted: {
    'conv 1x1': { perMac: 1 / 256, perOutput: 1 / 16 },
    'conv KxK': { perMac: 1 / 256, perOutput: 1 / 16 },
    'conv KxK, channels not a multiple of 4': { perMac: 1 / 256, perOutput: 1 / 16 },
    depthwise: { perMac: 1 / 64, perOutput: 1 / 16 },
    'depthwise, multiplier': { perMac: 1 / 64, perOutput: 1 / 16 },
    'depthwise, remainder channels': { perMac: 1 / 64, perOutput: 1 / 16 },
    'fully connected': { perMac: 1 / 256, perOutput: 1 / 16 },
  },
  plain: { ADD: { perOutput: 1 / 16 }, MUL: { perOutput: 1 / 16 }, MEAN: { perInput: 1 / 16 } },
  borrowed: [],
}

export const kernelCosts: Record<CoreKind, Record<KernelLibrary, Record<Build, KernelTable>>> = {
  lx6,
  lx7: {
    'esp-nn': allBuilds(() => scaled(lx7EspNn, FITTED_FACTORS.assembly)),
    reference: allBuilds((build) => scaled(lx6.reference[build], FITTED_FACTORS.plainC)),
  },
  rv32imc: {
    'esp-nn': allBuilds((build) => scaled(lx6['esp-nn'][build], FITTED_FACTORS.plainC)),
    reference: allBuilds((build) => scaled(lx6.reference[build], FITTED_FACTORS.plainC)),
  },
  'mac-array': { 'esp-nn': allBuilds(() => macArray), reference: allBuilds(() => macArray) },
}
