import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { defaultBoard } from '../../main/board/boards.ts'
import { CYCLES_PER_CALL, kernelCycles } from '../../main/board/costs.ts'
import type { KernelClass } from '../../main/board/kernel-costs.ts'
import { kernelCosts } from '../../main/board/kernel-costs.ts'
import { fitKernels, readKernelRuns } from '../../main/board/kernel-fit.ts'
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

  it('of softmax are those of the library: 313 an element in ESP-NN, 527 in the reference', () => {
    const softmax = layer({ op: 'SOFTMAX', macs: 0, outputs: 256 })
    expect((kernelCycles(softmax, defaultBoard, espNn) - CYCLES_PER_CALL) / 80_134).toBeCloseTo(1, 2)
    expect((kernelCycles(softmax, defaultBoard, reference) - CYCLES_PER_CALL) / 135_084).toBeCloseTo(1, 2)
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

  it("run int16 activations in TFLM's reference kernels, for ESP-NN has none", () => {
    const wide = layer({ type: 'int16' })
    expect(kernelCycles(wide, defaultBoard, espNn)).toBe(kernelCycles(wide, defaultBoard, reference))
  })

  it.skipIf(!existsSync(table))('use terms that the fits to the counted cycles confirm', () => {
    const fits = fitKernels(readKernelRuns(readFileSync(table, 'utf8')))
    for (const { kernel, library, build, terms } of fits) {
      const used = kernelCosts.lx6[library][build].weighted[kernel as KernelClass]
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
})
