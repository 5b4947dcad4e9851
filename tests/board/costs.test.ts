import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { defaultBoard } from '../../main/board/boards.ts'
import { CYCLES_PER_CALL, kernelCycles, kernelUncertainty } from '../../main/board/costs.ts'
import type { KernelClass, KernelTerms } from '../../main/board/kernel-costs.ts'
import { kernelCosts } from '../../main/board/kernel-costs.ts'
import { fitKernels, type KernelRun, readKernelRuns } from '../../main/board/kernel-fit.ts'
import type { Build } from '../../main/board/options.ts'
import type { OperatorCost } from '../../main/inference/interpreter.ts'

const table = resolve(process.env.VISEME_SHARED ?? '../shared', 'calibration', 'xtensa-kernel-cycles.csv')

const espNn = { kernels: 'esp-nn', build: 'O2' } as const
const reference = { kernels: 'reference', build: 'O2' } as const

/** person_detect's 128 x 128 pointwise layer on 6 x 6 pixels, or a change of it. */
const layer = (change: Partial<OperatorCost> = {}): OperatorCost => ({
  index: 0,
  op: 'CONV_2D',
  macs: 589_824,
  weightBytes: 16_896,
  outputs: 4608,
  inputElements: 4608,
  activationBytes: 9216,
  type: 'int8',
  kernel: {
    height: 1,
    width: 1,
    inChannels: 128,
    outChannels: 128,
    depthMultiplier: 1,
    taps: 4608,
    rows: 4608,
  },
  ...change,
})

describe('kernel cycles', () => {
  it('are those counted on the processor, within 1 % for a pointwise layer', () => {
    expect((kernelCycles(layer(), defaultBoard, espNn) - CYCLES_PER_CALL) / 5_038_448).toBeCloseTo(1, 2)
    expect((kernelCycles(layer(), defaultBoard, reference) - CYCLES_PER_CALL) / 76_691_957).toBeCloseTo(1, 2)
  })

  it('grow with every count', () => {
    for (const op of ['CONV_2D', 'DEPTHWISE_CONV_2D', 'FULLY_CONNECTED']) {
      const base = kernelCycles(layer({ op }), defaultBoard, espNn)
      expect(kernelCycles(layer({ op, macs: 600_000 }), defaultBoard, espNn), op).toBeGreaterThan(base)
      expect(kernelCycles(layer({ op, outputs: 5000 }), defaultBoard, espNn), op).toBeGreaterThan(base)
    }
  })

  it('cost nothing but the call where an operator only renames its data', () => {
    expect(kernelCycles(layer({ op: 'RESHAPE', macs: 0 }), defaultBoard, espNn)).toBe(CYCLES_PER_CALL)
  })

  it('count every element of an operator without measurements', () => {
    expect(kernelCycles(layer({ op: 'QUANTIZE', macs: 0, outputs: 10 }), defaultBoard, espNn)).toBe(
      CYCLES_PER_CALL + 800,
    )
  })

  it('of softmax are those of the library: 298 an element in ESP-NN, 500 in the reference, and some for each row', () => {
    const { kernel } = layer()
    const softmax = layer({ op: 'SOFTMAX', macs: 0, outputs: 256, kernel: { ...kernel, rows: 8 } })
    expect((kernelCycles(softmax, defaultBoard, espNn) - CYCLES_PER_CALL) / 80_134).toBeCloseTo(1, 1)
    expect((kernelCycles(softmax, defaultBoard, reference) - CYCLES_PER_CALL) / 135_084).toBeCloseTo(1, 1)
  })

  it('of a depthwise layer mix the kernel of four channels with that of what remains', () => {
    const { kernel } = layer()
    const cycles = (outChannels: number, depthMultiplier = 1) =>
      kernelCycles(
        layer({ op: 'DEPTHWISE_CONV_2D', kernel: { ...kernel, outChannels, depthMultiplier } }),
        defaultBoard,
        espNn,
      ) - CYCLES_PER_CALL
    const [four, one] = [cycles(4), cycles(1)]
    expect(one).toBeGreaterThan(four)
    expect(cycles(6)).toBeCloseTo((4 * four + 2 * one) / 6, 3)
    expect(cycles(8, 2)).toBeCloseTo(one, 3)
    expect(cycles(8, 8)).toBeLessThan(four)
  })

  it('of operators that nobody counted are known to half', () => {
    const transposition = layer({ op: 'TRANSPOSE', macs: 0 })
    expect(kernelUncertainty(transposition, defaultBoard, espNn)).toBe(0.5)
    expect(kernelUncertainty(layer(), defaultBoard, espNn)).toBe(0.08)
    const tanh = layer({ op: 'TANH', macs: 0, outputs: 10 })
    expect(kernelCycles(tanh, defaultBoard, espNn)).toBe(CYCLES_PER_CALL + 8500)
  })

  it('of other types, 4-bit weights and dilated windows are those of int8, known to half', () => {
    for (const change of [{ type: 'int16' }, { type: 'float32' }, { needsReference: true }] as const) {
      expect(kernelUncertainty(layer(change), defaultBoard, reference)).toBe(0.5)
      expect(kernelCycles(layer(change), defaultBoard, reference)).toBe(
        kernelCycles(layer(), defaultBoard, reference),
      )
    }
    expect(kernelUncertainty(layer({ op: 'ADD', macs: 0, type: 'int16' }), defaultBoard, espNn)).toBe(0.5)
  })

  it("of the reference that were counted in ESP-NN's C are known to half, as is the reference at -Os", () => {
    for (const op of ['ADD', 'MUL', 'SOFTMAX', 'MEAN', 'MAX_POOL_2D']) {
      const cost = layer({ op, macs: 0 })
      expect(kernelUncertainty(cost, defaultBoard, reference), op).toBe(0.5)
      expect(kernelUncertainty(cost, defaultBoard, espNn), op).toBe(0.08)
    }
    expect(kernelUncertainty(layer(), defaultBoard, reference)).toBe(0.08)
    expect(kernelUncertainty(layer(), defaultBoard, { kernels: 'reference', build: 'Os' })).toBe(0.5)
    expect(kernelUncertainty(layer(), defaultBoard, { kernels: 'esp-nn', build: 'Os' })).toBe(0.08)
  })

  it('of RELU are those of requantising, of RELU6 those of a comparison', () => {
    const cycles = (op: string) => kernelCycles(layer({ op, macs: 0, outputs: 1000 }), defaultBoard, espNn)
    expect([cycles('RELU'), cycles('RELU6')]).toEqual([CYCLES_PER_CALL + 80_000, CYCLES_PER_CALL + 13_000])
  })

  it('depend on the build: 16 cycles a MAC without checks, 128 with them; more at -Os', () => {
    const unchecked = { kernels: 'reference', build: 'O2-no-checks' } as const
    expect((kernelCycles(layer(), defaultBoard, unchecked) - CYCLES_PER_CALL) / 10_470_366).toBeCloseTo(1, 2)
    const small = { kernels: 'esp-nn', build: 'Os' } as const
    expect((kernelCycles(layer(), defaultBoard, small) - CYCLES_PER_CALL) / 6_639_541).toBeCloseTo(1, 1)
  })

  it("run dilated windows and 4-bit weights in TFLM's reference kernels, as esp-tflite-micro does", () => {
    const plain = layer({ needsReference: true })
    expect(kernelCycles(plain, defaultBoard, espNn)).toBe(kernelCycles(layer(), defaultBoard, reference))
  })

  it("run int16 activations in TFLM's reference kernels, for ESP-NN has none", () => {
    const wide = layer({ type: 'int16' })
    expect(kernelCycles(wide, defaultBoard, espNn)).toBe(kernelCycles(wide, defaultBoard, reference))
  })

  it.skipIf(!existsSync(table))('use terms that the fits to the counted cycles confirm', () => {
    const fits = fitKernels(readKernelRuns(readFileSync(table, 'utf8')))
    for (const { kernel, library, build, terms } of fits) {
      const { weighted, plain } = kernelCosts.lx6[library][build]
      if (!(kernel in weighted)) {
        for (const [term, value] of Object.entries(terms)) {
          const used = plain[kernel][term as keyof KernelTerms]!
          expect(Math.abs(used / value - 1), `${library} ${build} ${kernel} ${term}`).toBeLessThan(0.08)
        }
        continue
      }
      const used = weighted[kernel as KernelClass]
      expect(Math.abs(used.perMac! / terms.perMac! - 1), `${library} ${build} ${kernel}`).toBeLessThan(0.02)
      expect(Object.keys(used).sort(), `${library} ${build} ${kernel}`).toEqual(Object.keys(terms).sort())
      expect(Math.abs(used.perOutput! / terms.perOutput! - 1), `${library} ${build} ${kernel}`).toBeLessThan(
        0.15,
      )
      for (const term of ['perTap', 'perRow'] as const) {
        if (terms[term] === undefined) continue
        expect(Math.abs(used[term]! / terms[term] - 1), `${library} ${build} ${kernel} ${term}`).toBeLessThan(
          0.25,
        )
      }
    }
  })

  it.skipIf(!existsSync(table))('come within 14 % of every run that was counted, and 4.5 % rms', () => {
    const runs = readKernelRuns(readFileSync(table, 'utf8'))
    const worst = new Map<string, number[]>()
    for (const run of runs) {
      for (const [kernels, build] of librariesOf(run)) {
        const real = run.cycles[build === 'Os' ? 'Os' : 'O2']
        const estimate = kernelCycles(costOf(run), defaultBoard, { kernels, build }) - CYCLES_PER_CALL
        const name = `${run.kernel} ${kernels} ${build}`
        worst.set(name, [...(worst.get(name) ?? []), estimate / real - 1])
      }
    }
    expect(worst.size).toBeGreaterThan(20)
    for (const [name, errors] of worst) {
      // Softmax depends on the values: those far below the largest cost less. At -Os the smallest 1x1 layers vary, and
      // fully connected layers with a scale per channel take a seventh less than the others.
      const isLoose =
        name.startsWith('softmax') || name === 'conv esp-nn Os' || name === 'fc_per_ch esp-nn Os'
      const rms = Math.sqrt(errors.reduce((sum, error) => sum + error ** 2, 0) / errors.length)
      expect(rms, name).toBeLessThan(isLoose ? 0.25 : 0.045)
      expect(Math.max(...errors.map(Math.abs)), name).toBeLessThan(isLoose ? 0.5 : 0.14)
    }
  })
})

const OPERATOR: Record<string, string> = {
  conv: 'CONV_2D',
  dw: 'DEPTHWISE_CONV_2D',
  fc: 'FULLY_CONNECTED',
  fc_per_ch: 'FULLY_CONNECTED',
  add: 'ADD',
  mul: 'MUL',
  avgpool: 'AVERAGE_POOL_2D',
  maxpool: 'MAX_POOL_2D',
  mean: 'MEAN',
  softmax: 'SOFTMAX',
  relu6: 'RELU6',
  hard_swish: 'HARD_SWISH',
  logistic: 'LOGISTIC',
}

/** The operator that such a run carried out. */
function costOf({ kernel, features, ...run }: KernelRun): OperatorCost {
  const multiplies = ['conv', 'dw', 'fc', 'fc_per_ch'].includes(kernel)
  const side = Math.sqrt(run.kernelPositions)
  return layer({
    op: OPERATOR[kernel],
    macs: multiplies ? features.perMac : 0,
    outputs: features.perOutput,
    inputElements: features.perInput,
    kernel: {
      height: side,
      width: side,
      inChannels: run.inChannels,
      outChannels: run.outChannels,
      depthMultiplier: run.channelMultiplier,
      taps: features.perTap,
      rows: features.perRow,
    },
  })
}

/** The libraries and builds whose kernel a run is of; plain C of which ESP-NN has a better version is of none. */
function librariesOf({ kernel, variant }: KernelRun): ['esp-nn' | 'reference', Build][] {
  const optimised = ['conv', 'dw', 'softmax'].includes(kernel)
  if (variant === 'ref') return [['reference', 'O2-no-checks']]
  if (variant === 'ref_dcheck') return [['reference', 'O2']]
  if ((variant === 'opt') !== optimised) return []
  return [
    ['esp-nn', 'O2'],
    ['esp-nn', 'Os'],
  ]
}
