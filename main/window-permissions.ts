// Permissions of the window: camera and microphone for the own origin, nothing else and nobody else.

import type { Session } from 'electron'
import { OWN_ORIGIN } from './window-protocol.ts'

/** True for an address of the own origin. */
export function isOwn(url: string | undefined): boolean {
  return url === OWN_ORIGIN || url?.startsWith(`${OWN_ORIGIN}/`) === true
}

/** Both of Electron's handlers: the one that is asked, and the one that is looked up. */
export function setUpPermissions(session: Session): void {
  session.setPermissionRequestHandler((_contents, permission, answer, { requestingUrl, isMainFrame }) =>
    answer(permission === 'media' && isMainFrame && isOwn(requestingUrl)),
  )
  session.setPermissionCheckHandler(
    (_contents, permission, requestingOrigin) => permission === 'media' && isOwn(requestingOrigin),
  )
}
