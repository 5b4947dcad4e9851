import { describe, expect, it } from 'vitest'
import { fitKernels, readKernelRuns } from '../../main/board/kernel-fit.ts'

const head =
  'kernel,variant,in_h,in_w,cin,cout,kh,kw,stride,pad,out_h,out_w,ch_mult,macs,outputs,in_image_taps_x_cout,' +
  'lx6_instructions,lx6_cycles_5stage,lx6_cycles_7stage,lx6_Os_instructions,lx6_Os_cycles_7stage'

/** A 1x1 convolution on `side` x `side` pixels that costs exactly 8 cycles a MAC and 100 an output. */
const pointwise = (side: number, cin: number, cout: number, variant = 'opt'): string => {
  const outputs = side * side * cout
  const cycles = 8 * outputs * cin + 100 * outputs
  const shape = [side, side, cin, cout, 1, 1, 1, 'VALID', side, side, 1]
  return ['conv', variant, ...shape, outputs * cin, outputs, outputs, 0, 0, cycles, 0, 0].join()
}

describe('fitting kernel cycles', () => {
  it('counts kernel positions inside the image', () => {
    const [run] = readKernelRuns(`${head}\nconv,opt,4,4,1,2,3,3,1,SAME,4,4,1,200,32,200,0,0,1,0,0\n`)
    // Of 4 rows, the first and the last see two kernel rows: 2 + 3 + 3 + 2 = 10; so do the columns.
    expect(run.features).toEqual({
      perMac: 200,
      perOutput: 32,
      perTap: 10 * 10 * 2,
      perRow: 10 * 4 * 2,
      perInput: 16,
    })
  })

  it('finds the terms that made the cycles, and validates them on shapes left out', () => {
    const csv = [
      head,
      pointwise(8, 4, 8),
      pointwise(4, 16, 8),
      pointwise(6, 32, 4),
      pointwise(2, 64, 64),
    ].join('\n')
    const fit = fitKernels(readKernelRuns(csv)).find(
      ({ kernel, library, build }) => kernel === 'conv 1x1' && library === 'esp-nn' && build === 'O2',
    )!
    expect(fit.shapes).toBe(4)
    expect(fit.terms.perMac).toBeCloseTo(8, 6)
    expect(fit.terms.perOutput).toBeCloseTo(100, 5)
    expect(fit.cross_validated_max_error).toBeLessThan(1e-9)
  })

  it('keeps the libraries apart', () => {
    const csv = [
      head,
      pointwise(8, 4, 8, 'ref_dcheck'),
      pointwise(4, 16, 8, 'ref_dcheck'),
      pointwise(4, 4, 8, 'ref'),
    ]
    const fits = fitKernels(readKernelRuns(csv.join('\n'))).filter(({ kernel }) => kernel === 'conv 1x1')
    expect(fits.map(({ library, build, shapes }) => [library, build, shapes])).toEqual([
      ['esp-nn', 'O2', 0],
      ['esp-nn', 'Os', 0],
      ['reference', 'O2', 2],
      ['reference', 'O2-no-checks', 1],
    ])
  })
})
