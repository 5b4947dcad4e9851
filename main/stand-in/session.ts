// `session`: the one session of the stand-in, with its protocol and its permission handlers.

import { EventEmitter } from 'node:events'
import type { CheckHandler, PermissionHandlers, RequestHandler } from './permissions.ts'
import { Protocol } from './protocol.ts'

/** Emits `permissions-changed` when a permission handler is set. */
export class Session extends EventEmitter {
  readonly protocol = new Protocol()
  readonly permissions: PermissionHandlers = { request: null, check: null }

  setPermissionRequestHandler(handler: RequestHandler | null): void {
    this.permissions.request = handler
    this.emit('permissions-changed')
  }

  setPermissionCheckHandler(handler: CheckHandler | null): void {
    this.permissions.check = handler
    this.emit('permissions-changed')
  }
}

export const defaultSession = new Session()
