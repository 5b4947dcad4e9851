import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { boards } from '../../main/board/boards.ts'
import { arenaPlaces, flashModes, kernelLibraries, psramClocks } from '../../main/board/options.ts'
import { type Design, designId, designModalities, parseDesign } from '../../main/codesign/design.ts'
import { configurations, enumerate, readSpace } from '../../main/codesign/space.ts'

const faces = [{ network: 'w2-deep-64', precision: 'int8' as const }]
const voices = [2, 3].map((seconds) => ({ network: 'w48-d5', precision: 'int4' as const, seconds }))

const anyDesign = fc
  .record({
    modality: fc.constantFrom(...designModalities),
    seconds: fc.constantFrom(2, 2.5, 4),
    cpuMhz: fc.constantFrom(80, 160, 240),
    flash: fc.constantFrom(...flashModes),
    psram: fc.constantFrom(...psramClocks),
    arena: fc.constantFrom(...arenaPlaces),
    kernels: fc.constantFrom(...kernelLibraries),
  })
  .map(
    ({ modality, seconds, ...options }): Design => ({
      modality,
      face: modality === 'voice' ? null : { network: 'w0-shallow-48', precision: 'int16x8' },
      voice: modality === 'face' ? null : { network: 'w192-d6', precision: 'float32', seconds },
      board: 'esp32-s3-eye',
      ...options,
    }),
  )

describe('the id of a design', () => {
  test('can be read', () => {
    const design: Design = {
      ...{ modality: 'sum', face: faces[0], voice: voices[0], board: 'esp-eye' },
      ...{ cpuMhz: 240, flash: 'qio80', psram: 'off', arena: 'sram', kernels: 'esp-nn' },
    }
    expect(designId(design)).toBe('sum/w2-deep-64.int8/w48-d5.int4.2s/esp-eye/240-qio80-nopsram-sram-esp-nn')
  })

  test('says the whole design', () => {
    fc.assert(
      fc.property(anyDesign, (design) => {
        expect(parseDesign(designId(design))).toEqual(design)
      }),
    )
  })

  test.each([
    '',
    'face/w2.int8/-/esp-eye',
    'face/-/-/esp-eye/240-qio80-psram80-sram-esp-nn',
    'voice/w2.int8/w40.int8.2s/esp-eye/240-qio80-psram80-sram-esp-nn',
    'face/w2.int8/-/esp-eye/240-qio99-psram80-sram-esp-nn',
    'face/w2.int8/-/../../etc/240-qio80-psram80-sram-esp-nn',
  ])('that names no design is refused: %s', (id) => {
    expect(() => parseDesign(id)).toThrow(expect.objectContaining({ code: 'bad-design', exitCode: 2 }))
  })
})

describe('the space', () => {
  const space = readSpace()

  test('does not multiply the designs of one modality by the axes of the other', () => {
    const designs = [...enumerate({ ...space, modalities: ['face', 'voice', 'sum'] }, faces, voices)]
    const ways = space.boards.reduce((sum, board) => sum + configurations(space, board).length, 0)
    expect(designs).toHaveLength(ways * (1 + 2 + 2))
    expect(new Set(designs.map(designId)).size).toBe(designs.length)
  })

  test('has no PSRAM where the board has none, and no arena in PSRAM that is off', () => {
    for (const { psram, arena } of configurations(space, boards['esp-eye-no-psram'])) {
      expect([psram, arena]).toEqual(['off', 'sram'])
    }
    const eye = configurations(space, boards['esp-eye'])
    expect(eye.some(({ arena }) => arena === 'psram')).toBe(true)
    expect(eye.filter(({ psram, arena }) => psram === 'off' && arena === 'psram')).toEqual([])
    expect(eye.filter(({ flash, psram }) => flash === 'dio40' && psram === '80')).toEqual([])
  })

  test('is refused where its file is missing', () => {
    expect(() => readSpace('nowhere.json')).toThrow(
      expect.objectContaining({ code: 'bad-space', exitCode: 2 }),
    )
  })
})
