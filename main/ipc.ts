// The main process's side of main/api.ts: every call is checked for its sender and its payload before a handler sees
// it, and answered with the answer or with a failure that says what to do next.

import type { IpcMain, IpcMainInvokeEvent } from 'electron'
import type { z } from 'zod'
import { type Channel, channels, type FailureMessage } from './api.ts'
import { LockedOutError } from './authentication/locked-out.ts'
import { IPC_PREFIX, IPC_PROGRESS, type Reply } from './bridge.ts'
import { VisemeError } from './errors.ts'
import type { CallContext, Handlers } from './services/handlers.ts'
import { isOwn } from './window-permissions.ts'

/**
 * Registers every channel. `handlers` is asked at each call, and may throw what the call then fails with; `report`
 * hears of failures that are defects.
 */
export function setUpIpc(
  ipcMain: IpcMain,
  handlers: () => Handlers | Promise<Handlers>,
  report: (error: unknown) => void,
): void {
  for (const channel of Object.keys(channels) as Channel[])
    ipcMain.handle(IPC_PREFIX + channel, (event, call: unknown, payload: unknown) => {
      if (!isOwnPage(event)) throw new Error('Calls are answered to the own page only')
      if (typeof call !== 'string' || call.length > 64) throw new Error('A call has a short name')
      const context: CallContext = {
        progress(value) {
          if (!event.sender.isDestroyed()) event.sender.send(IPC_PROGRESS, call, value)
        },
      }
      const handler: Handler = async (checked, told) =>
        ((await handlers())[channel] as Handler)(checked, told)
      return answerCall(channels[channel], handler, payload, context, report)
    })
}

function isOwnPage({ senderFrame }: IpcMainInvokeEvent): boolean {
  return senderFrame !== null && senderFrame.parent === null && isOwn(senderFrame.url)
}

type Handler = (payload: unknown, context: CallContext) => unknown

/** Checks the payload, runs the handler, checks the answer. Never throws. */
export async function answerCall(
  contract: { payload: z.ZodType; answer: z.ZodType },
  handler: Handler,
  payload: unknown,
  context: CallContext,
  report: (error: unknown) => void,
): Promise<Reply> {
  // A date or a map has no keys of its own: it would pass for a payload without any.
  const plain = Object.prototype.toString.call(payload) === '[object Object]'
  const checked = contract.payload.safeParse(plain ? payload : undefined)
  if (!checked.success) return { error: refusedPayload(checked.error) }
  try {
    return { answer: contract.answer.parse(await handler(checked.data, context)) }
  } catch (error) {
    if (!(error instanceof VisemeError)) report(error)
    return { error: failureMessage(error) }
  }
}

function refusedPayload({ issues }: z.ZodError): FailureMessage {
  const message = issues.map((issue) => [...issue.path, issue.message].join(': ')).join('; ')
  return { code: 'bad-payload', message, next: 'Correct it and try again.' }
}

function failureMessage(error: unknown): FailureMessage {
  if (error instanceof VisemeError) {
    const { code, message, next } = error
    const wait = error instanceof LockedOutError ? { retryAfterSeconds: error.retryAfterSeconds } : {}
    return { code, message, next, ...wait }
  }
  return {
    code: 'defect',
    message: error instanceof Error ? error.message : String(error),
    next: 'This is a defect of Viseme; the terminal it was started from has the details.',
  }
}
