// Least-squares fits of kernel cycles over shapes (calibration/xtensa-kernel-cycles.csv), with leave-one-shape-out
// error: where the terms of costs.ts come from and how well they carry over to shapes not seen. Relative errors.

import { solve } from '../linear-system.ts'
import type { KernelTerms } from './kernel-costs.ts'
import type { Build, KernelLibrary } from './options.ts'

/** One kernel run on one shape, counted instruction by instruction. */
export interface KernelRun {
  kernel: string
  variant: string
  features: Required<KernelTerms>
  kernelPositions: number
  inChannels: number
  outChannels: number
  channelMultiplier: number
  /** At -O2 and at -Os; 0 where it was not counted. */
  cycles: { O2: number; Os: number }
}

export interface KernelFit {
  kernel: string
  library: KernelLibrary
  build: Build
  shapes: number
  terms: KernelTerms
  rms_error: number
  max_error: number
  cross_validated_rms_error: number
  cross_validated_max_error: number
}

type Feature = keyof KernelRun['features']

interface KernelGroup {
  kernel: string
  rows: (run: KernelRun) => boolean
  features: readonly Feature[]
  /** The libraries whose kernel it is; both if absent. */
  library?: KernelLibrary
}

const whole = (channels: number): boolean => channels % 4 === 0

/** The kernels whose terms are fitted, as costs.ts distinguishes them. */
const groups: readonly KernelGroup[] = [
  {
    kernel: 'conv 1x1',
    rows: (run) => run.kernel === 'conv' && run.kernelPositions === 1 && whole(run.inChannels),
    features: ['perMac', 'perOutput'],
  },
  {
    kernel: 'conv KxK',
    rows: (run) => run.kernel === 'conv' && run.kernelPositions > 1 && whole(run.inChannels),
    features: ['perMac', 'perOutput', 'perTap'],
  },
  {
    kernel: 'conv KxK, channels not a multiple of 4',
    rows: (run) => run.kernel === 'conv' && run.kernelPositions > 1 && !whole(run.inChannels),
    features: ['perMac', 'perOutput', 'perTap'],
  },
  {
    kernel: 'depthwise',
    rows: (run) => run.kernel === 'dw' && run.channelMultiplier === 1 && whole(run.outChannels),
    features: ['perMac', 'perOutput', 'perRow'],
  },
  {
    kernel: 'depthwise, multiplier',
    rows: (run) => run.kernel === 'dw' && run.channelMultiplier > 1 && whole(run.channelMultiplier),
    features: ['perMac', 'perOutput'],
    library: 'esp-nn',
  },
  { kernel: 'fully connected', rows: (run) => run.kernel === 'fc', features: ['perMac', 'perOutput'] },
  elementwise('ADD', 'add'),
  elementwise('MUL', 'mul'),
  elementwise('RELU6', 'relu6'),
  elementwise('HARD_SWISH', 'hard_swish'),
  elementwise('LOGISTIC', 'logistic'),
  {
    kernel: 'SOFTMAX',
    rows: (run) => run.kernel === 'softmax' && run.features.perOutput >= 10,
    features: ['perOutput', 'perRow'],
    library: 'esp-nn',
  },
  pooling('AVERAGE_POOL_2D', 'avgpool'),
  pooling('MAX_POOL_2D', 'maxpool'),
  {
    kernel: 'MEAN',
    rows: (run) => run.kernel === 'mean',
    features: ['perInput', 'perOutput'],
    library: 'esp-nn',
  },
]

function elementwise(kernel: string, name: string): KernelGroup {
  return { kernel, rows: (run) => run.kernel === name, features: ['perOutput'], library: 'esp-nn' }
}

function pooling(kernel: string, name: string): KernelGroup {
  return { kernel, rows: (run) => run.kernel === name, features: ['perTap', 'perOutput'], library: 'esp-nn' }
}

interface Counted {
  library: KernelLibrary
  build: Build
  variant: (run: KernelRun) => boolean
  cycles: 'O2' | 'Os'
}

/** Kernels of which ESP-NN has a second version in C that an ESP32 runs; of the others it is the plain one. */
const OPTIMISED = new Set(['conv', 'dw', 'softmax'])

/**
 * What an ESP32 runs with each library. The table's -Os column of TFLM's reference repeats its -O2 build with debug checks
 * to the digit: no count of -Os.
 */
const espNn = (run: KernelRun): boolean => run.variant === (OPTIMISED.has(run.kernel) ? 'opt' : 'ansi')
const counted: readonly Counted[] = [
  { library: 'esp-nn', build: 'O2', variant: espNn, cycles: 'O2' },
  { library: 'esp-nn', build: 'Os', variant: espNn, cycles: 'Os' },
  { library: 'reference', build: 'O2', variant: ({ variant }) => variant === 'ref_dcheck', cycles: 'O2' },
  { library: 'reference', build: 'O2-no-checks', variant: ({ variant }) => variant === 'ref', cycles: 'O2' },
]

/** Rows of the CSV. Kernel positions and rows inside the image are counted from the shape. */
export function readKernelRuns(csv: string): KernelRun[] {
  const [head, ...lines] = csv.trim().split(/\r?\n/)
  const names = head.split(',')
  return lines.map((line) => {
    const cells = Object.fromEntries(line.split(',').map((cell, column) => [names[column], cell]))
    const number = (name: string): number => Number(cells[name])
    const stride = number('stride')
    const inside = (size: number, count: number, kernel: number): number => {
      const spare = Math.max(0, (count - 1) * stride + kernel - size)
      const before = cells.pad === 'SAME' ? Math.floor(spare / 2) : cells.pad === 'VALID' ? 0 : 1
      let positions = 0
      for (let out = 0; out < count; out++) {
        for (let tap = 0; tap < kernel; tap++) {
          const at = out * stride - before + tap
          if (at >= 0 && at < size) positions++
        }
      }
      return positions
    }
    const rows = inside(number('in_h'), number('out_h'), number('kh'))
    const columns = inside(number('in_w'), number('out_w'), number('kw'))
    return {
      kernel: cells.kernel,
      variant: cells.variant,
      features: {
        perMac: number('macs'),
        perOutput: number('outputs'),
        perTap: rows * columns * number('cout'),
        perRow: cells.kernel === 'softmax' ? number('in_h') : rows * number('out_w') * number('cout'),
        perInput: number('in_h') * number('in_w') * number('cin'),
      },
      kernelPositions: number('kh') * number('kw'),
      inChannels: number('cin'),
      outChannels: number('cout'),
      channelMultiplier: number('ch_mult'),
      cycles: { O2: number('lx6_cycles_7stage'), Os: number('lx6_Os_cycles_7stage') },
    }
  })
}

/** Fits every kernel of both libraries in every counted build, and validates each fit by leaving one shape out. */
export function fitKernels(runs: readonly KernelRun[]): KernelFit[] {
  return counted.flatMap(({ library, build, variant, cycles }) =>
    groups
      .filter((group) => (group.library ?? library) === library)
      .map(({ kernel, rows, features }) => {
        const chosen: Sample[] = runs
          .filter((run) => variant(run) && rows(run))
          .map((run) => ({ features: run.features, cycles: run.cycles[cycles] }))
        const terms = fit(chosen, features)
        const errors = chosen.map((sample) => predict(sample, terms) / sample.cycles - 1)
        const leftOut = chosen.map((sample) => {
          // The table holds some shapes twice: all of one shape are left out together.
          const others = chosen.filter((other) => other.cycles !== sample.cycles)
          return predict(sample, fit(others, features)) / sample.cycles - 1
        })
        return {
          kernel,
          library,
          build,
          shapes: chosen.length,
          terms,
          rms_error: rms(errors),
          max_error: largest(errors),
          cross_validated_rms_error: rms(leftOut),
          cross_validated_max_error: largest(leftOut),
        }
      }),
  )
}

interface Sample {
  features: KernelRun['features']
  cycles: number
}

const rms = (errors: number[]): number =>
  Math.sqrt(errors.reduce((sum, error) => sum + error * error, 0) / errors.length)

const largest = (errors: number[]): number => Math.max(...errors.map(Math.abs))

const predict = ({ features }: Sample, terms: KernelTerms): number =>
  Object.entries(terms).reduce((sum, [name, value]) => sum + features[name as Feature] * value, 0)

/** Terms with the least mean square relative error. */
function fit(runs: readonly Sample[], features: readonly Feature[]): KernelTerms {
  const rows = runs.map((run) => features.map((name) => run.features[name] / run.cycles))
  const normal = features.map((_, i) =>
    features.map((_, j) => rows.reduce((sum, row) => sum + row[i] * row[j], 0)),
  )
  const right = features.map((_, i) => rows.reduce((sum, row) => sum + row[i], 0))
  const solution = solve(normal, right)
  return Object.fromEntries(features.map((name, index) => [name, solution[index]]))
}
