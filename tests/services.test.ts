import { describe, expect, onTestFinished, test } from 'vitest'
import { openStore } from '../enrollment-data/store.ts'
import { CAPACITY } from '../main/authentication/template.ts'
import { createServices } from '../main/services.ts'
import { enrolment } from './enrollment-data/enrolments.ts'
import { temporaryFolder } from './temporary-folder.ts'

const quiet = { progress: () => {} }
const failure = (code: string, exitCode: number) =>
  expect.objectContaining({ code, exitCode, next: expect.stringMatching(/\w{4}/) })

/** The window's services on a store of their own that holds `people`. */
function servicesWith(...people: ReturnType<typeof enrolment>[]) {
  const directory = temporaryFolder()
  const filled = openStore({ directory })
  for (const person of people) filled.enrol(person)
  filled.close()
  const { handlers, close } = createServices({ directory, shell: 'test' })
  onTestFinished(close)
  const names = async () => (await handlers['people-list']({}, quiet)).people.map(({ person }) => person)
  const remove = async (person: string) => (await handlers['people-remove']({ person }, quiet)).undo
  const restore = (undo: string) => handlers['people-restore']({ undo }, quiet)
  return { directory, handlers, names, remove, restore }
}

describe('undoing a removal', () => {
  test('brings the person back as they were, once', async () => {
    const { handlers, names, remove, restore } = servicesWith(
      { ...enrolment('Ada', 1), simulated: true },
      enrolment('Bea', 2),
    )
    const before = await handlers['people-list']({}, quiet)
    const undo = await remove('ada')
    expect(await names()).toEqual(['Bea'])
    expect(await restore(undo)).toEqual(before.people[0])
    expect(before.people[0].simulated).toBe(true)
    expect(await handlers['people-list']({}, quiet)).toEqual(before)
    await expect(restore(undo)).rejects.toThrow(failure('nothing-to-undo', 2))
  })

  test("is refused while the board's partition is full, and possible when there is room again", async () => {
    const everybody = Array.from({ length: CAPACITY }, (_, i) => enrolment(`person ${i}`, i))
    const { directory, names, remove, restore } = servicesWith(...everybody)
    const undo = await remove('person 3')
    const other = openStore({ directory })
    other.enrol(enrolment('Late', 999))
    other.close()
    await expect(restore(undo)).rejects.toThrow(failure('partition-full', 3))
    expect(await names()).toHaveLength(CAPACITY)
    await remove('Late')
    expect(await restore(undo)).toMatchObject({ person: 'person 3' })
    expect(await names()).toHaveLength(CAPACITY)
  })

  test('that was never offered is refused', async () => {
    const { names, restore } = servicesWith(enrolment('Ada'))
    await expect(restore('no such undo')).rejects.toThrow(failure('nothing-to-undo', 2))
    expect(await names()).toEqual(['Ada'])
  })
})

test('a refused sample of a simulated person is called that, not a camera or a microphone', async () => {
  const { handlers } = servicesWith(enrolment('Ada'))
  const frame = { kind: 'frame' as const, width: 32, height: 32, data: new Uint8Array(32 * 32 * 3) }
  const claim = { person: 'Ada', faces: [frame], voices: [], pace: false }
  await expect(handlers.verify({ ...claim, simulated: true }, quiet)).rejects.toThrow(
    /Picture 1 of 1 \(simulated person\)/,
  )
  await expect(handlers.verify({ ...claim, simulated: false }, quiet)).rejects.toThrow(
    /Picture 1 of 1 \(camera\)/,
  )
})
