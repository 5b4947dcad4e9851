import { readFileSync } from 'node:fs'
import { expect, onTestFinished, test } from 'vitest'
import { createServices } from '../../main/services.ts'
import { usualSituation } from '../../main/supernet/live/scheduled-system.ts'
import { temporaryFolder } from '../temporary-folder.ts'

const quiet = { progress: () => {} }

test('the window makes attempts and trials under the scheduler, records them when told to, and replays them', async () => {
  const { handlers, close } = createServices({ directory: temporaryFolder(), shell: 'test' })
  onTestFinished(close)
  const set = (change: object) =>
    handlers['scheduler-set']({ on: true, recording: false, situation: usualSituation, ...change }, quiet)
  const drawn = (session: number, faces: number, voices: number) =>
    handlers['simulated-person']({ seed: 4, session, faces, voices }, quiet)
  const presented = async (session: number, faces: number, voices: number) => {
    const { name: _, ...samples } = await drawn(session, faces, voices)
    return { ...samples, simulated: true }
  }
  expect(await handlers.scheduler({}, quiet)).toMatchObject({ on: false, networks: [], recorded: 0 })

  const { networks } = await set({})
  expect(networks.map(({ modality }) => modality)).toEqual(['face', 'voice'])
  await handlers.enrol({ person: 'Ada', ...(await presented(0, 3, 2)) }, quiet)
  const attempt = { ...(await presented(1, 1, 1)), pace: false }
  const verified = await handlers.verify({ person: 'Ada', ...attempt }, quiet)
  expect(verified.board.served).toHaveLength(2)
  expect((await handlers.scheduler({}, quiet)).recorded).toBe(0)

  await set({ recording: true, situation: { ...usualSituation, security: 'low', battery: 0.5 } })
  await handlers['trial-begin']({ name: 'Lab', claim: 0.1, rawFolder: null }, quiet)
  const declared = { run: 'Lab', person: 'Ada', role: 'genuine' as const, attack: '', presenter: '' }
  const { decision } = await handlers.trial({ ...declared, ...attempt }, quiet)
  expect(decision?.board.served).toHaveLength(2)
  const { csv } = await handlers['scheduler-recording']({}, quiet)
  expect(csv.trim().split('\n')[1]).toMatch(/,strict-accuracy,low,0.5,0,,1,\d$/)
  const folder = temporaryFolder()
  const { file } = await handlers['scheduler-export']({ folder }, quiet)
  expect(readFileSync(file, 'utf8')).toBe(csv)

  const replay = (text: string) =>
    handlers['supernet-serve'](
      {
        ...{ supernet: 'voice-embed', board: 'esp-eye', bufferShare: 1, period: 5, queries: 10, seed: 0 },
        ...{ policy: 'strict-accuracy', cache: 'sushi', stream: 'steady' },
        recorded: { name: 'live', csv: text },
      },
      quiet,
    )
  expect((await replay(csv)).detail.queries).toHaveLength(1)
  await expect(replay('a,b\n1,2\n')).rejects.toThrow(expect.objectContaining({ code: 'bad-stream' }))

  await set({ on: false })
  const fixed = await handlers.verify({ person: 'Ada', ...attempt }, quiet)
  expect(fixed.decision).toBe('accept')
  expect(fixed.board.served).toBeUndefined()
}, 60_000)
