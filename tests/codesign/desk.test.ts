import { expect, test } from 'vitest'
import type { Candidate } from '../../main/codesign/candidates.ts'
import type { Design } from '../../main/codesign/design.ts'
import { designId } from '../../main/codesign/design.ts'
import { MOST_DESIGNS, openDesk } from '../../main/codesign/desk.ts'
import { designCount, designsOf, restricted } from '../../main/codesign/restriction.ts'
import { readSpace } from '../../main/codesign/space.ts'
import type { Workshop } from '../../main/codesign/table.ts'
import { examplePoint } from './example-points.ts'

const named = (modality: 'face' | 'voice', names: string[]) =>
  names.flatMap((name) =>
    (['int8', 'int4'] as const).map((precision) => ({ modality, name, precision }) as Candidate),
  )
const candidates = { face: named('face', ['w1-deep-64', 'w2-deep-64']), voice: named('voice', ['w48-d5']) }
const space = readSpace()
const costed: string[] = []
const workshop: Pick<Workshop, 'space' | 'candidates' | 'pointOf'> = {
  space,
  candidates,
  pointOf: (design: Design) => {
    costed.push(designId(design))
    return { ...examplePoint({ network: 'w1-deep-64' }), design, id: designId(design) }
  },
}
const ONE_BOARD = {
  board: ['esp-eye'],
  cpu_mhz: [240],
  flash: ['qio80'],
  psram: ['80'],
  arena: ['sram'],
  kernels: ['esp-nn'],
}

test('a part of the space has the levels wanted, and is counted without being made', () => {
  const part = restricted(space, candidates, { ...ONE_BOARD, modality: ['face'], face_precision: ['int8'] })
  const designs = [...designsOf(part)]
  expect(designs.map((design) => design.face?.network)).toEqual(['w1-deep-64', 'w2-deep-64'])
  expect(designCount(part)).toBe(2)
  const whole = restricted(space, candidates, ONE_BOARD)
  expect(designCount(whole)).toBe([...designsOf(whole)].length)
  const voices = 2 * space.voice.seconds.length
  expect(designCount(whole)).toBe(4 + voices + 2 * 4 * voices)
})

test('a level that no board has leaves nothing', () => {
  const part = restricted(space, candidates, { ...ONE_BOARD, cpu_mhz: [1] })
  expect(designCount(part)).toBe(0)
  expect([...designsOf(part)]).toEqual([])
})

test('a table holds every design of its part; what was costed is not costed again', async () => {
  const desk = openDesk(workshop)
  costed.length = 0
  const progress: number[] = []
  const table = await desk.table({ ...ONE_BOARD, modality: ['face'] }, null, (done) => progress.push(done))
  expect(table?.columns.ids).toHaveLength(4)
  expect(table?.stated_fmr).toBe(0.001)
  expect(progress[0]).toBe(0)
  expect(costed).toHaveLength(4)
  const narrower = await desk.table({ ...ONE_BOARD, modality: ['face'], face_precision: ['int4'] }, 0.001)
  expect(narrower?.columns.ids).toHaveLength(2)
  expect(costed).toHaveLength(4)
  expect(desk.point(narrower!.columns.ids[0]).design.face?.precision).toBe('int4')
  expect(costed).toHaveLength(4)
})

test('too many designs, none at all, and ids of no design are refused with what to do', async () => {
  const desk = openDesk({
    ...workshop,
    candidates: {
      ...candidates,
      face: Array.from({ length: 400 }, (_, n) => named('face', [`n${n}`])).flat(),
    },
  })
  expect(desk.count({})).toBeGreaterThan(MOST_DESIGNS)
  await expect(desk.table({}, null)).rejects.toMatchObject({ code: 'too-many-designs', exitCode: 2 })
  await expect(desk.table({ modality: [] }, null)).rejects.toMatchObject({ code: 'no-designs' })
  expect(() => desk.point('face/none')).toThrow(expect.objectContaining({ code: 'bad-design' }))
})

test('a table that is no longer wanted is given up', async () => {
  const slow: typeof workshop = {
    ...workshop,
    pointOf: (design) => {
      const until = performance.now() + 30
      while (performance.now() < until);
      return workshop.pointOf(design)
    },
  }
  expect(await openDesk(slow).table(ONE_BOARD, null, undefined, () => true)).toBeNull()
})
