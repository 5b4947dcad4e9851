import { expect, test } from 'vitest'
import { openStore } from '../../enrollment-data/store.ts'
import { enrol, neededFor } from '../../main/authentication/enrol.ts'
import { startSystem } from '../../main/authentication/system.ts'
import { verify } from '../../main/authentication/verify.ts'
import { simulatedPerson } from '../../main/capture/simulated/people.ts'
import type { AccuracyOf } from '../../main/codesign/accuracy.ts'
import { activate, deactivate, readActive } from '../../main/codesign/active-design.ts'
import { type Candidates, readCandidates } from '../../main/codesign/candidates.ts'
import { parseDesign } from '../../main/codesign/design.ts'
import { systemOf, systemOptions } from '../../main/codesign/designed-system.ts'
import { readSpace } from '../../main/codesign/space.ts'
import { temporaryFolder } from '../temporary-folder.ts'
import { examplePoint } from './example-points.ts'

const whole = readSpace()
const space = {
  ...whole,
  face: { ...whole.face, networks: ['w0-shallow-48'], precisions: ['int8' as const] },
  voice: { ...whole.voice, networks: ['w48-d5'], precisions: ['int8' as const] },
}
let read: Candidates | undefined
const candidates = () => (read ??= readCandidates(space))

/** As if every design had been measured: thresholds tell which of its parts they are of. */
const measuredAll: AccuracyOf = ({ modality }, face, voice) => {
  const development = examplePoint({ network: 'w0-shallow-48' }).accuracy.development!
  const threshold = { face: -30, voice: -31, sum: -32, cascade: -33 }[modality]
  return {
    development: { ...development, rates: development.rates.map((rates) => ({ ...rates, threshold })) },
    test: null,
    calibration: {
      face: face && { offset: -1, slope: 10 },
      voice: voice && { offset: -2, slope: 20 },
    },
  }
}
const configuration = 'esp-eye/240-qio80-psram80-sram-esp-nn'
const designed = async (id: string, accuracyOf = measuredAll) =>
  systemOf(parseDesign(id), id, {
    ...{ candidates: candidates(), space, accuracyOf },
    pairings: { draws: 24, seed: 1 },
  })

test('a design’s thresholds are those measured for its networks alone and together', async () => {
  const { fusion, embedders, modalities } = await designed(
    `sum/w0-shallow-48.int8/w48-d5.int8.3s/${configuration}`,
  )
  const [{ fmr, face, voice, fused }] = fusion!.operating_points
  expect([fmr, face.threshold, voice.threshold, fused.threshold]).toEqual([0.001, -30, -31, -32])
  expect(fusion?.calibration).toEqual({ face: { offset: -1, slope: 10 }, voice: { offset: -2, slope: 20 } })
  expect(fusion?.fitted.chimeric).toMatchObject({ draws: 24, seed: 1 })
  expect(modalities).toEqual(['face', 'voice'])
  expect(Object.keys(embedders)).toEqual(['face', 'voice'])
})

test('a design that was not measured has no threshold to decide by', async () => {
  const none: AccuracyOf = () => ({ development: null, test: null, calibration: null })
  const found = await designed(`face/w0-shallow-48.int8/-/${configuration}`, none)
  expect(found.fusion).toBeNull()
  expect(() => systemOptions(found)).toThrow(expect.objectContaining({ code: 'design-not-measured' }))
})

test('people enrol and are verified with the networks of the design in use, on its board', async () => {
  const directory = temporaryFolder()
  activate(
    directory,
    await designed(`face/w0-shallow-48.int8/-/esp-eye-no-psram/160-dio40-nopsram-sram-esp-nn`),
  )
  const active = readActive(directory)!
  expect(active.id).toContain('w0-shallow-48')
  const system = startSystem(systemOptions(active))
  expect(system.machine.board.id).toBe('esp-eye-no-psram')
  expect(system.machine.options.cpuMhz).toBe(160)
  expect(system.modalities).toEqual(['face'])
  expect(neededFor(system)).toEqual({ face: 3, voice: 0 })

  const store = openStore({ directory })
  store.protection.unprotect()
  try {
    const person = simulatedPerson(1)
    const faces = (session: number, count: number) =>
      Array.from({ length: count }, (_, index) => ({
        source: `picture ${index}`,
        value: person.face(session, index).image,
      }))
    await enrol(store, system, { person: 'Ada', simulated: true, faces: faces(0, 3), voices: [] })
    expect(store.people()[0].templates.map(({ modality }) => modality)).toEqual(['face'])
    const decision = await verify(store, system, { person: 'Ada', faces: faces(1, 1), voices: [] })
    expect(decision.threshold).toBe(-30)
    expect(decision.decision).toBe('accept')
    const spoken = { source: 'speech', value: person.voice(1, 0) }
    await expect(verify(store, system, { person: 'Ada', faces: [], voices: [spoken] })).rejects.toMatchObject(
      { code: 'no-such-modality' },
    )
    await expect(
      verify(store, startSystem(), { person: 'Ada', faces: faces(1, 1), voices: [] }),
    ).rejects.toMatchObject({ code: 'template-outdated' })
  } finally {
    store.close()
  }
  deactivate(directory)
  expect(readActive(directory)).toBeNull()
})

test('a design that does not fit its board is not put in use', async () => {
  const directory = temporaryFolder()
  const large = await designed(`sum/w0-shallow-48.int8/w48-d5.int8.3s/${configuration}`)
  const tiny = { ...large.board, flash: { ...large.board.flash, bytes: 100_000 } }
  expect(() => activate(directory, { ...large, board: tiny })).toThrow(
    expect.objectContaining({ exitCode: 3 }),
  )
  expect(readActive(directory)).toBeNull()
})
