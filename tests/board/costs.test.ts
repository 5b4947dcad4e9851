import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { defaultBoard } from '../../main/board/boards.ts'
import { CYCLES_PER_CALL, kernelCycles } from '../../main/board/costs.ts'
import { fitKernels, readKernelRuns } from '../../main/board/kernel-fit.ts'
import type { OperatorCost } from '../../main/inference/interpreter.ts'

const table = resolve(process.env.VISEME_SHARED ?? '../shared', 'calibration', 'xtensa-kernel-cycles.csv')

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
    expect((kernelCycles(layer(), defaultBoard, 'esp-nn') - CYCLES_PER_CALL) / 5_038_448).toBeCloseTo(1, 2)
    expect((kernelCycles(layer(), defaultBoard, 'reference') - CYCLES_PER_CALL) / 76_691_957).toBeCloseTo(
      1,
      2,
    )
  })

  it('grow with every count', () => {
    for (const op of ['CONV_2D', 'DEPTHWISE_CONV_2D', 'FULLY_CONNECTED']) {
      const base = kernelCycles(layer({ op }), defaultBoard, 'esp-nn')
      expect(kernelCycles(layer({ op, macs: 600_000 }), defaultBoard, 'esp-nn'), op).toBeGreaterThan(base)
      expect(kernelCycles(layer({ op, outputs: 5000 }), defaultBoard, 'esp-nn'), op).toBeGreaterThan(base)
    }
  })

  it('cost nothing but the call where an operator only renames its data', () => {
    expect(kernelCycles(layer({ op: 'RESHAPE', macs: 0 }), defaultBoard, 'esp-nn')).toBe(CYCLES_PER_CALL)
  })

  it('count every element of an operator without measurements', () => {
    expect(kernelCycles(layer({ op: 'QUANTIZE', macs: 0, outputs: 10 }), defaultBoard, 'esp-nn')).toBe(
      CYCLES_PER_CALL + 800,
    )
  })

  it.skipIf(!existsSync(table))('use terms that the fit to the counted cycles confirms', () => {
    const runs = readKernelRuns(readFileSync(table, 'utf8'))
    const fits = fitKernels(runs)
    const fitted = fits.find(({ kernel, library }) => kernel === 'conv 1x1' && library === 'esp-nn')!
    expect(fitted.terms.perMac).toBeCloseTo(7.5, 1)
    expect(fitted.terms.perOutput! / 135).toBeCloseTo(1, 2)
  })
})
