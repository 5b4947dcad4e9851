// `session`: the one session of the stand-in, with its protocol and its permission handlers.

import { EventEmitter } from 'node:events'
import type { CheckHandler, PermissionHandlers, RequestHandler } from './permissions.ts'
import { Protocol } from './protocol.ts'

export class Session extends EventEmitter {
  readonly protocol = new Protocol()
  readonly permissions: PermissionHandlers = { request: null, check: null }

  setPermissionRequestHandler(handler: RequestHandler | null): void {
    this.permissions.request = handler
  }

  setPermissionCheckHandler(handler: CheckHandler | null): void {
    this.permissions.check = handler
  }
}

export const defaultSession = new Session()
