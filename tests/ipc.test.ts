import type { IpcMain } from 'electron'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { channels } from '../main/api.ts'
import { VisemeError } from '../main/errors.ts'
import { answerCall, setUpIpc } from '../main/ipc.ts'
import type { Handlers } from '../main/services/handlers.ts'

const contract = { payload: z.object({ x: z.number() }).strict(), answer: z.object({ y: z.number() }) }
const context = { progress: () => {} }

describe('a call of the window', () => {
  const reported: unknown[] = []
  const answer = (handler: (payload: never) => unknown, payload: unknown) =>
    answerCall(contract, handler as never, payload, context, (error) => reported.push(error))

  it('is answered when payload and answer keep to the contract', async () => {
    expect(await answer(async ({ x }: { x: number }) => ({ y: 2 * x }), { x: 21 })).toEqual({
      answer: { y: 42 },
    })
  })

  it('is refused before any handler sees it when its payload does not', async () => {
    let ran = false
    const run = () => {
      ran = true
    }
    for (const payload of [undefined, {}, { x: '1' }, { x: 1, more: 2 }])
      expect(await answer(run, payload)).toMatchObject({
        error: { code: 'bad-payload', next: expect.any(String) },
      })
    expect(ran).toBe(false)
  })

  it('says what is wrong with the payload, and where', async () => {
    const reply = await answer(() => ({ y: 1 }), { x: 'one' })
    expect(reply).toMatchObject({ error: { message: expect.stringMatching(/^x: .*number/) } })
  })

  it('fails with code, message and next step of what the user can mend', async () => {
    const failure = {
      code: 'no-face',
      message: 'No face was found.',
      next: 'Look at the camera.',
      exitCode: 2 as const,
    }
    const { exitCode: _, ...shown } = failure
    const fail = () => {
      throw new VisemeError(failure)
    }
    expect(await answer(fail, { x: 1 })).toEqual({ error: shown })
    expect(reported).toEqual([])
  })

  it('reports a defect, and an answer that breaks the contract is one', async () => {
    const broken = () => {
      throw new TypeError('x is not a function')
    }
    expect(await answer(broken, { x: 1 })).toMatchObject({
      error: { code: 'defect', message: 'x is not a function' },
    })
    expect(await answer(() => ({ y: 'no' }), { x: 1 })).toMatchObject({ error: { code: 'defect' } })
    expect(reported).toHaveLength(2)
  })
})

describe('the channels', () => {
  const registered = new Map<string, (event: unknown, call: unknown, payload: unknown) => unknown>()
  const ipcMain = {
    handle: (name: string, handler: never) => registered.set(name, handler),
  } as unknown as IpcMain
  const handlers = {
    'people-list': async (_payload: unknown, { progress }: { progress(value: unknown): void }) => {
      progress({ done: 1, total: 2, what: 'half' })
      return { people: [] }
    },
  } as unknown as Handlers
  setUpIpc(
    ipcMain,
    () => handlers,
    () => {},
  )

  const pushed: unknown[] = []
  const sender = { isDestroyed: () => false, send: (...words: unknown[]) => pushed.push(words) }
  const call = async (senderFrame: unknown, name: unknown = 'call-1') =>
    registered.get('viseme:people-list')!({ sender, senderFrame }, name, {})

  it('are those of main/api.ts, each under the prefix', () => {
    expect([...registered.keys()]).toEqual(Object.keys(channels).map((name) => `viseme:${name}`))
  })

  it('answer the own page, and tell progress under the name of its call', async () => {
    expect(await call({ parent: null, url: 'viseme://app/index.html' })).toEqual({ answer: { people: [] } })
    expect(pushed).toEqual([['viseme-progress', 'call-1', { done: 1, total: 2, what: 'half' }]])
  })

  it('answer nobody else: no other origin, no frame within the page, no document that has gone', async () => {
    const strangers = [
      { parent: null, url: 'https://example.com/' },
      { parent: null, url: 'viseme://app.example.com/index.html' },
      { parent: {}, url: 'viseme://app/index.html' },
      null,
    ]
    for (const stranger of strangers) await expect(call(stranger)).rejects.toThrow('own page only')
  })

  it('want a short name for each call', async () => {
    const own = { parent: null, url: 'viseme://app/index.html' }
    for (const name of [null, 7, 'x'.repeat(65)]) await expect(call(own, name)).rejects.toThrow('short name')
  })
})
