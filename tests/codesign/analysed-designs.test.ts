import { describe, expect, it } from 'vitest'
import { analysedDesigns } from '../../main/codesign/analysed-designs.ts'
import type { Candidate } from '../../main/codesign/candidates.ts'
import { designId } from '../../main/codesign/design.ts'
import { readSpace } from '../../main/codesign/space.ts'

const space = readSpace()
const candidates = (names: string[], macs: (name: string) => number) =>
  names.flatMap((name) =>
    (['int8', 'int4'] as const).map(
      (precision) => ({ name, precision, macs: macs(name), choice: { width: 1 } }) as unknown as Candidate,
    ),
  )
const made = {
  face: candidates(['w0-deep-64', 'w1-deep-64', 'w2-deep-64'], (name) => Number(name[1])),
  voice: candidates(['w48-d5', 'w96-d5', 'w192-d5'], (name) => name.length),
}

describe('the designs that are analysed', () => {
  it('are all of a small space', () => {
    const small = { ...space, boards: space.boards.slice(0, 1), modalities: ['face' as const] }
    const all = analysedDesigns(small, made)
    expect(new Set(all.map(designId)).size).toBe(all.length)
    expect(all.length % made.face.length).toBe(0)
  })

  it('are, of a large space, every network in the usual configuration and the outermost in all others', () => {
    const part = analysedDesigns(space, made, 100)
    const faces = part.filter(({ modality, board }) => modality === 'face' && board === space.boards[0].id)
    const usual = faces.filter(
      ({ cpuMhz, flash, psram, arena, kernels }) =>
        cpuMhz === 240 && flash === 'qio80' && psram === '80' && arena === 'sram' && kernels === 'esp-nn',
    )
    expect(usual).toHaveLength(6)
    const others = new Set(faces.filter((each) => !usual.includes(each)).map(({ face }) => face!.network))
    expect([...others].sort()).toEqual(['w0-deep-64', 'w2-deep-64'])
    expect(new Set(part.map(designId)).size).toBe(part.length)
  })
})
